package playbook.assess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** What a run of commits did to its tables, and each table's sums at the run's beginning and end. */
final class RunTables {

    private static final int MOST = 100;

    private final Map<String, TableChange> changes = new LinkedHashMap<>();
    private final Map<TableName, Sum> starts = new LinkedHashMap<>();
    private final Map<TableName, Sum> ends = new LinkedHashMap<>();

    /** Adds what one more commit did. */
    void add(List<TableChange> more) {
        for (TableChange change : more) {
            String key = change.oid() + " " + change.operation() + " " + change.detail();
            if (changes.containsKey(key) || changes.size() < MOST) {
                changes.merge(key, change, TableChange::plus);
            }
        }
    }

    /** Sets the run's range: from its first commit to this one. */
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

    /**
     * Number of rows that transactions outside the run wrote to its tables between the first and the last commit, at
     * least.
     */
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
