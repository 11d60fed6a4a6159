package playbook.assess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** What a run did to its tables, and what stood in them when it began and when it ended. */
final class RunTables {

    private static final int MOST = 100;

    private final Map<String, TableChange> changes = new LinkedHashMap<>();
    private final Map<TableName, Sum> starts = new LinkedHashMap<>();
    private final Map<TableName, Sum> ends = new LinkedHashMap<>();

    /** What one more commit did. */
    void add(List<TableChange> more) {
        for (TableChange change : more) {
            String key = change.oid() + " " + change.operation() + " " + change.detail();
            if (changes.containsKey(key) || changes.size() < MOST) {
                changes.merge(key, change, TableChange::plus);
            }
        }
    }

    /** The run reaches from its first commit to this one. */
    void span(CommitSums first, CommitSums last, Totals now) {
        last.before().keySet().forEach(table -> starts.computeIfAbsent(table, one -> last.atBeginning(first, one)));
        starts.keySet().forEach(table -> ends.put(table, now.of(table)));
    }

    List<TableChange> changes() {
        return List.copyOf(changes.values());
    }

    Map<TableName, Sum> starts() {
        return starts;
    }

    Map<TableName, Sum> ends() {
        return ends;
    }

    /** What others wrote to any of the tables between the first commit and the last, at least. */
    long foreignRows() {
        Map<TableName, Long> written = new LinkedHashMap<>();
        changes.values().forEach(change -> written.merge(change.table(), Math.max(0, change.rows()), Long::sum));
        long foreign = 0;
        for (Map.Entry<TableName, Long> table : written.entrySet()) {
            Sum all = ends.getOrDefault(table.getKey(), Sum.NONE).minus(starts.getOrDefault(table.getKey(), Sum.NONE));
            foreign += Math.max(0, all.rows() - table.getValue());
        }
        return foreign;
    }

    boolean onlyOverwritten() {
        return changes.values().stream()
                .noneMatch(change -> change.destroys() && change.operation() != Operation.UPDATE);
    }

    long addedRows() {
        return changes.values().stream()
                .filter(change -> !change.destroys())
                .mapToLong(TableChange::rows)
                .sum();
    }
}
