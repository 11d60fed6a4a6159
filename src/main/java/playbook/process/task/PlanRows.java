package playbook.process.task;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.incident.Figures;
import playbook.incident.LargeObjects;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;

/** What a recovery by rows will do, and what it will leave, as the approver reads it. */
final class PlanRows {

    private static final int FIRST_KEYS = 5;

    private PlanRows() {}

    /** The tables with the most rows first; of many the sum and the largest. */
    static List<Map<String, Object>> tables(RecoveryPlan plan) {
        List<TablePlan> tables = plan.tables();
        if (tables.size() <= FormRows.MOST_ROWS) {
            return tables.stream()
                    .map(table -> row(LargeObjects.spoken(table.table()), List.of(table)))
                    .toList();
        }
        return Stream.concat(
                        Stream.of(row(FormRows.allTables(tables.size()), tables)),
                        tables.stream()
                                .sorted(Comparator.comparingLong(PlanRows::touched)
                                        .reversed())
                                .limit(FormRows.MOST_ROWS)
                                .map(table -> row(LargeObjects.spoken(table.table()), List.of(table))))
                .toList();
    }

    private static long touched(TablePlan table) {
        return table.toInsert() + table.toUpdate() + table.toRemove() + left(table);
    }

    private static long left(TablePlan table) {
        return table.keptWhole() + conflicts(table, false) + conflicts(table, true);
    }

    private static Map<String, Object> row(String name, List<TablePlan> tables) {
        long wished = sum(tables, table -> conflicts(table, true));
        return FormRows.row(
                "table", name,
                "toInsert", Figures.number(sum(tables, TablePlan::toInsert)),
                "toUpdate", Figures.number(sum(tables, TablePlan::toUpdate)),
                "toRemove", Figures.number(sum(tables, TablePlan::toRemove)),
                "present", Figures.number(sum(tables, TablePlan::present)),
                "left",
                        Figures.number(sum(tables, TablePlan::keptWhole)) + " changed later, "
                                + Figures.number(sum(tables, table -> conflicts(table, false))) + " in conflict"
                                + (wished > 0 ? ", " + Figures.number(wished) + " as wished" : ""));
    }

    private static long sum(List<TablePlan> tables, ToLongFunction<TablePlan> rows) {
        return tables.stream().mapToLong(rows).sum();
    }

    private static long conflicts(TablePlan table, boolean wished) {
        return table.conflicts().stream()
                .filter(listed -> listed.wished() == wished)
                .mapToLong(Listed::count)
                .sum();
    }

    /** What stays as it is, or comes back only in part, each with its reason and the first keys; the most rows first. */
    static List<Map<String, Object>> leftAlone(RecoveryPlan plan) {
        List<Left> all = plan.tables().stream().flatMap(PlanRows::leftAlone).toList();
        if (all.size() <= FormRows.MOST_ROWS) {
            return all.stream().map(Left::row).toList();
        }
        long rows = all.stream().mapToLong(Left::count).sum();
        return Stream.concat(
                        Stream.of(FormRows.row(
                                "table",
                                "all of them; the largest " + FormRows.MOST_ROWS + " of " + Figures.number(all.size())
                                        + " kinds follow",
                                "rows",
                                Figures.number(rows),
                                "why",
                                "see below; the whole record, a file on the incident's page, has each",
                                "keys",
                                FormRows.NOTHING)),
                        all.stream()
                                .sorted(Comparator.comparingLong(Left::count).reversed())
                                .limit(FormRows.MOST_ROWS)
                                .map(Left::row))
                .toList();
    }

    private static Stream<Left> leftAlone(TablePlan table) {
        String name = LargeObjects.spoken(table.table());
        return Stream.concat(
                        Stream.of(
                                new Left(name, table.keptWhole(), "KEPT_LATER", table.kept()),
                                new Left(name, table.partly(), "PARTLY_KEPT", table.kept())),
                        table.conflicts().stream().map(listed -> new Left(name, listed.count(), listed.kind(), listed)))
                .filter(left -> left.count() > 0);
    }

    private record Left(String table, long count, String kind, Listed listed) {

        Map<String, Object> row() {
            List<String> keys = listed.keys();
            String first = keys.stream().limit(FIRST_KEYS).collect(Collectors.joining("; "));
            return FormRows.row(
                    "table", table,
                    "rows", Figures.number(count),
                    "why", LeftAlone.words(kind),
                    "keys", Figures.plain(keys.size() > FIRST_KEYS ? first + "; …" : first));
        }
    }
}
