package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import playbook.incident.HintedException;
import playbook.incident.TableDifference;
import playbook.restore.TableShape.Match;

/** A live table, reduced to the columns and the key with which its rows were compared. */
final class ComparedShape {

    private ComparedShape() {}

    /**
     * @throws HintedException when the table was altered since the comparison, so that the compared rows no longer fit
     */
    static TableShape of(TableShape shape, TableDifference difference) {
        List<TableColumn> wanted = new ArrayList<>();
        for (int i = 0; i < difference.columns().size(); i++) {
            String name = difference.columns().get(i);
            String type = difference.types().get(i);
            wanted.add(shape.columns().stream()
                    .filter(column ->
                            column.name().equals(name) && column.type().equals(type))
                    .findFirst()
                    .orElseThrow(() -> new HintedException(
                            "the column " + name + " of " + difference.table() + " is not there any more as " + type
                                    + ".",
                            "the table was altered after the loss: undo that, or merge this table by hand.")));
        }
        return reordered(shape, wanted, difference);
    }

    /** Columns that were added since get their default or keep their live value; keys use the compared columns. */
    private static TableShape reordered(TableShape shape, List<TableColumn> wanted, TableDifference difference) {
        List<List<Match>> indexes = new ArrayList<>();
        indexes.add(shape.key());
        indexes.addAll(shape.unique());
        List<List<Match>> usable = indexes.stream()
                .filter(index -> !index.isEmpty())
                .filter(index -> index.stream()
                        .allMatch(match -> wanted.contains(shape.columns().get(match.column()))))
                .map(index -> index.stream()
                        .map(match -> new Match(wanted.indexOf(shape.columns().get(match.column())), match.operator()))
                        .toList())
                .toList();
        List<Match> key = usable.stream()
                .filter(index -> index.stream()
                        .map(match -> wanted.get(match.column()).name())
                        .toList()
                        .equals(difference.key()))
                .findFirst()
                .orElse(List.of());
        if (key.isEmpty() && !difference.key().isEmpty()) {
            throw new HintedException(
                    "the key " + difference.key() + " of " + difference.table() + " is not there any more.",
                    "create its primary key or unique index again.");
        }
        return new TableShape(
                shape.oid(),
                shape.rootOid(),
                shape.schema(),
                shape.name(),
                shape.sql(),
                shape.root(),
                wanted,
                key,
                key.isEmpty()
                        ? List.of()
                        : usable.stream().filter(index -> !index.equals(key)).toList(),
                shape.columns().stream()
                        .filter(column -> !wanted.contains(column))
                        .map(TableColumn::sql)
                        .toList());
    }
}
