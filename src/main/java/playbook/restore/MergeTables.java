package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.incident.RowDifference;
import playbook.incident.TableDifference;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;

/** The tables of a row difference, as they are in the live database now. */
final class MergeTables {

    private final Connection connection;
    private final List<TableDifference> differences = new ArrayList<>();
    private final List<TableShape> shapes = new ArrayList<>();
    private final Map<Long, List<DeferrableConstraint>> deferrable = new HashMap<>();
    private final List<String> warnings;
    private final List<UnloggedReached> unlogged;

    MergeTables(Connection connection, RowDifference difference) throws SQLException {
        this.connection = connection;
        this.warnings = new ArrayList<>(difference.remarks());
        for (TableDifference table : difference.tables()) {
            take(table);
        }
        this.unlogged = UnloggedReached.from(connection, oids());
        for (TableShape shape : shapes) {
            deferrable.put(shape.oid(), DeferrableConstraint.of(connection, shape.oid()));
        }
    }

    /** Adds a table; a table that was dropped since only gives a warning. */
    private void take(TableDifference table) throws SQLException {
        Optional<TableShape> live = Catalog.table(connection, table.oid());
        if (live.isEmpty()) {
            warnings.add(table.table() + " is not there any more: " + (table.deleted() + table.updated())
                    + " rows cannot go back into it. The logical backup has the table.");
            return;
        }
        differences.add(table);
        shapes.add(ComparedShape.of(live.get(), table));
    }

    List<TableShape> shapes() {
        return shapes;
    }

    Stream<TableShape> stream() {
        return shapes.stream();
    }

    List<Long> oids() {
        return stream().map(TableShape::oid).toList();
    }

    TableDifference difference(TableShape shape) {
        return differences.get(shapes.indexOf(shape));
    }

    TableName nameOf(TableShape shape) {
        return difference(shape).table();
    }

    List<DeferrableConstraint> deferrable(TableShape shape) {
        return deferrable.getOrDefault(shape.oid(), List.of());
    }

    /**
     * Warnings about the tables for the person who approves the merge.
     *
     * @param counted how many rows the unlogged tables lack that the loss reached
     */
    List<String> warnings(List<UnloggedLoss> counted) {
        return Stream.concat(warnings.stream(), unlogged.stream().map(table -> table.warning(counted)))
                .toList();
    }
}
