package playbook.process.task;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.incident.CutOverPlan;
import playbook.incident.CutOverPlan.LostRows;
import playbook.incident.Figures;
import playbook.incident.LargeObjects;
import playbook.incident.StopPoint;

/** What a cut-over would undo, as the approver reads it. */
final class CutOverRows {

    private CutOverRows() {}

    /** {@code 1 204 transactions on this database, 3 on other.} */
    static String summary(CutOverPlan plan) {
        return transactions(plan.lostTransactions())
                + " on this database"
                + plan.elsewhere().stream()
                        .map(other -> ", " + Figures.number(other.transactions()) + " on " + other.database())
                        .collect(Collectors.joining())
                + ".";
    }

    private static String transactions(long count) {
        return Figures.number(count) + (count == 1 ? " transaction" : " transactions");
    }

    static String stop(StopPoint stop) {
        String what = switch (stop.kind()) {
            case TRANSACTION -> "just before transaction " + stop.value() + " committed";
            case LSN -> "just before WAL position " + stop.value();
            case TIME -> "just before the first commit at or after " + stop.value();
        };
        return what + ", timeline " + stop.timeline();
    }

    /** The tables with the most lost rows first; of many the sum and the largest. */
    static List<Map<String, Object>> rows(CutOverPlan plan) {
        List<LostRows> lost = plan.lost().stream()
                .sorted(Comparator.comparingLong(CutOverRows::all).reversed())
                .toList();
        if (lost.size() <= FormRows.MOST_ROWS) {
            return lost.stream().map(CutOverRows::row).toList();
        }
        return Stream.concat(
                        Stream.of(row(
                                FormRows.allTables(lost.size()),
                                sum(lost, LostRows::inserted),
                                sum(lost, LostRows::updated),
                                sum(lost, LostRows::deleted))),
                        lost.stream().limit(FormRows.MOST_ROWS).map(CutOverRows::row))
                .toList();
    }

    private static long all(LostRows table) {
        return table.inserted() + table.updated() + table.deleted();
    }

    private static long sum(List<LostRows> lost, ToLongFunction<LostRows> kind) {
        return lost.stream().mapToLong(kind).sum();
    }

    private static Map<String, Object> row(LostRows lost) {
        return row(LargeObjects.spoken(lost.table()), lost.inserted(), lost.updated(), lost.deleted());
    }

    private static Map<String, Object> row(String table, long inserted, long updated, long deleted) {
        return FormRows.row(
                "table",
                table,
                "inserted",
                Figures.number(inserted),
                "updated",
                Figures.number(updated),
                "deleted",
                Figures.number(deleted));
    }
}
