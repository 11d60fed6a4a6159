package playbook.validate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.incident.ExpectedRows.ExpectedTable;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.TableName;
import playbook.postgres.TableReading.TableRead;

/** Compares what the tables hold now with what they held behind the fence and what the plan gives back. */
class TableChecks {

    private final Map<TableName, TableRead> now = new HashMap<>();
    private final Map<TableName, Long> planned = new HashMap<>();
    private final Map<TableName, TableCount> before = new HashMap<>();
    private final Set<TableName> touched = new HashSet<>();

    TableChecks(List<TableRead> read, CheckData.Expectations expected) {
        read.forEach(table -> now.put(table.table(), table));
        expected.before().tables().stream()
                .filter(table -> table.rows() >= 0 && table.trouble() == null)
                .forEach(table -> before.put(table.table(), table));
        for (ExpectedTable table : expected.rows().changed()) {
            planned.put(table.table(), table.rows());
            touched.add(table.table());
        }
    }

    Verdict readable() {
        List<String> troubles = now.values().stream()
                .filter(table -> table.trouble() != null)
                .map(table -> table.table() + ": " + table.trouble())
                .sorted()
                .toList();
        return Verdict.of(troubles, now.size() + " tables read");
    }

    Verdict counts() {
        List<String> troubles = new ArrayList<>();
        Set<TableName> all = new HashSet<>(before.keySet());
        all.addAll(planned.keySet());
        for (TableName table : all) {
            TableCount counted = before.get(table);
            // A partitioned table is the sum of its partitions, and those are compared.
            if (counted != null && counted.partitioned() && !planned.containsKey(table)) {
                continue;
            }
            long expected = planned.getOrDefault(table, counted == null ? 0 : counted.rows());
            TableRead found = now.get(table);
            if (found == null) {
                troubles.add(table + " is gone, expected " + expected + " rows");
            } else if (found.rows() != expected) {
                troubles.add(table + " has " + found.rows() + " rows, expected " + expected);
            }
        }
        troubles.sort(null);
        return Verdict.of(troubles, all.size() + " tables have the rows of the plan");
    }

    Verdict digests() {
        List<String> troubles = new ArrayList<>();
        int compared = 0;
        for (TableCount counted : before.values()) {
            TableRead found = now.get(counted.table());
            if (found != null && !counted.partitioned() && !touched.contains(counted.table())) {
                compared++;
                if (!found.checksum().equals(counted.checksum())) {
                    troubles.add(counted.table() + " is not in the plan, but its content changed");
                }
            }
        }
        troubles.sort(null);
        return compared == 0 && !before.isEmpty() && touched.size() < before.size() && troubles.isEmpty()
                ? Verdict.failed("no untouched table could be compared")
                : Verdict.of(troubles, compared + " tables the plan does not touch are as they were");
    }
}
