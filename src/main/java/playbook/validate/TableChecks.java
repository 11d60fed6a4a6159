package playbook.validate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import playbook.incident.Defects.Defect;
import playbook.incident.Defects.Looked;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.TableName;
import playbook.postgres.TableRead;
import playbook.wayback.Expectations;

/** Compares the tables' content with their content behind the fence and with the plan. */
class TableChecks {

    private final Map<TableName, TableRead> now = new HashMap<>();
    private final Map<TableName, Long> planned = new HashMap<>();
    private final Map<TableName, TableCount> before = new HashMap<>();
    private final Set<TableName> touched = new HashSet<>();
    private final Map<TableName, String> anew = new TreeMap<>(Comparator.comparing(TableName::toString));

    TableChecks(List<TableRead> read, Expectations expected) {
        read.forEach(table -> now.put(table.table(), table));
        expected.before().tables().stream()
                .filter(table -> table.rows() >= 0 && table.trouble() == null)
                .forEach(table -> before.put(table.table(), table));
        for (Expectations.ExpectedTable table : expected.changed()) {
            planned.put(table.table(), table.rows());
            touched.add(table.table());
            if (table.checksum() != null) {
                anew.put(table.table(), table.checksum());
            }
        }
    }

    int number() {
        return now.size();
    }

    /**
     * @param views all materialized views: one that is not populated cannot be read, and is compared with its state
     *     before
     */
    Verdict readable(DefectChecks defects, Looked views) {
        List<String> unpopulated = views.found().stream().map(Defect::object).toList();
        List<String> troubles = now.values().stream()
                .filter(table -> table.trouble() != null)
                .filter(table -> !unpopulated.contains(table.table().toString()))
                .map(table -> table.table() + ": " + table.trouble())
                .sorted()
                .toList();
        int read = now.size() - unpopulated.size();
        String told = read + " tables read";
        if (!unpopulated.isEmpty()) {
            Verdict populated = defects.judge(views, "", "materialized views looked at");
            told += "; " + populated.detail();
            if (!populated.passed()) {
                troubles = Stream.concat(troubles.stream(), Stream.of(populated.detail()))
                        .toList();
            }
        }
        return troubles.isEmpty() && now.isEmpty()
                ? Verdict.notLookedAt("there is no table")
                : Verdict.of(troubles, told);
    }

    Verdict counts() {
        List<String> troubles = new ArrayList<>();
        Set<TableName> all = new TreeSet<>(Comparator.comparing(TableName::toString));
        all.addAll(before.keySet());
        all.addAll(planned.keySet());
        // The partitions are compared, so the partitioned table itself need not be.
        all.removeIf(
                table -> before.containsKey(table) && before.get(table).partitioned() && !planned.containsKey(table));
        for (TableName table : all) {
            TableCount counted = before.get(table);
            long expected = planned.getOrDefault(table, counted == null ? 0 : counted.rows());
            TableRead found = now.get(table);
            if (found == null) {
                troubles.add(table + " does not exist, expected " + expected + " rows");
            } else if (expected >= 0 && found.rows() != expected) {
                troubles.add(table + " has " + found.rows() + " rows, expected " + expected);
            }
        }
        return all.isEmpty()
                ? Verdict.notLookedAt("no table was counted before the recovery, so no count could be compared")
                : Verdict.of(troubles, all.size() + " tables have the rows of the plan");
    }

    /** Whether the recovery made tables anew. */
    boolean madeAnew() {
        return !anew.isEmpty();
    }

    /** Compares digests of tables that the recovery made anew with those just before the loss. */
    Verdict asBeforeTheLoss() {
        List<String> troubles = anew.entrySet().stream()
                .filter(table -> now.get(table.getKey()) == null
                        || !now.get(table.getKey()).checksum().equals(table.getValue()))
                .map(table -> table.getKey() + " has not the content that it had just before the loss")
                .toList();
        return Verdict.of(troubles, anew.size() + " tables have the content that they had just before the loss");
    }

    /** Compares digests of tables that the recovery does not write to; of partitioned tables only the partitions. */
    Verdict digests() {
        List<TableCount> untouched = before.values().stream()
                .filter(counted -> !counted.partitioned() && !touched.contains(counted.table()))
                .sorted(Comparator.comparing(counted -> counted.table().toString()))
                .toList();
        List<String> troubles = untouched.stream()
                .filter(counted -> now.containsKey(counted.table())
                        && !now.get(counted.table()).checksum().equals(counted.checksum()))
                .map(counted -> counted.table() + " is not in the plan, but its content changed")
                .toList();
        long compared = untouched.stream()
                .filter(counted -> now.containsKey(counted.table()))
                .count();
        if (compared > 0) {
            return Verdict.of(troubles, compared + " tables that the plan does not change are unchanged");
        }
        return Verdict.notLookedAt("no untouched table could be compared: "
                + (before.isEmpty()
                        ? "none was counted before the recovery"
                        : untouched.isEmpty()
                                ? "the plan changes every table that was counted"
                                : "the tables that were counted before no longer exist"));
    }
}
