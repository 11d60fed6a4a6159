package playbook.assess;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import playbook.incident.Figures;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.postgres.WalRelations;
import playbook.postgres.WalTransaction;

/**
 * Follows the tables through the searched window: how many rows each has, as far as that is known, and which tables are
 * scratch tables, because they were created in the window and never backed up or are emptied again and again.
 */
final class TableHistory {

    private static final int OFTEN = 3;

    private record Made(Lsn commit, Instant at) {}

    private final WalRelations relations;
    private final Map<String, Long> baseline;
    private final List<Lsn> backupEnds;
    private final Map<Long, Long> exact = new HashMap<>();
    private final Map<Long, Made> made = new HashMap<>();
    private final Map<Long, Integer> emptied = new HashMap<>();

    /**
     * @param backupEnds the positions at which base backups become consistent: a table created before such a position
     *     is in that backup
     */
    TableHistory(WalRelations relations, Map<String, Long> baseline, List<Lsn> backupEnds) {
        this.relations = relations;
        this.baseline = baseline;
        this.backupEnds = backupEnds;
    }

    /**
     * The same change; for TRUNCATE, DROP and ALTER with the table's number of rows where it is known. Also updates
     * that number.
     */
    TableChange counted(TableChange change) {
        long oid = change.oid();
        return switch (change.operation()) {
            case INSERT -> {
                exact.computeIfPresent(oid, (same, rows) -> rows + change.rows());
                yield change;
            }
            case DELETE -> {
                exact.computeIfPresent(oid, (same, rows) -> Math.max(0, rows - change.rows()));
                yield change;
            }
            case UPDATE -> change;
            case TRUNCATE -> {
                TableChange known = known(change);
                exact.put(oid, 0L);
                emptied.merge(oid, 1, Integer::sum);
                yield known;
            }
            case DROP, ALTER -> known(change);
        };
    }

    private TableChange known(TableChange change) {
        if (change.rows() >= 0) {
            return change;
        }
        Long rows = exact.get(change.oid());
        return change.withRows(
                rows != null ? rows : baseline.getOrDefault(change.table().toString(), -1L));
    }

    /** Notes the tables that a transaction created; called before its changes are counted. */
    void made(WalTransaction transaction) {
        for (long oid : relations.created(transaction)) {
            exact.put(oid, 0L);
            made.put(oid, new Made(transaction.commit(), transaction.at()));
        }
    }

    /** Whether the change drops or empties a table that was created in the window and is in no backup. */
    boolean isNew(TableChange change) {
        boolean whole = change.operation() == Operation.DROP || change.operation() == Operation.TRUNCATE;
        return whole && madeInTheWindow(change);
    }

    boolean madeInTheWindow(TableChange change) {
        Made begin = made.get(change.oid());
        return begin != null
                && !baseline.containsKey(change.table().toString())
                && backupEnds.stream().noneMatch(begin.commit()::isBefore);
    }

    /** Why nobody would miss the data that these changes destroyed; empty when somebody may miss it. */
    Optional<String> scratch(List<TableChange> changes) {
        Set<TableName> tables = new HashSet<>();
        Instant begin = null;
        int times = 0;
        for (TableChange change : changes) {
            if (change.destroys() && change.rows() != 0) {
                Made since = made.get(change.oid());
                boolean often =
                        change.operation() == Operation.TRUNCATE && emptied.getOrDefault(change.oid(), 0) >= OFTEN;
                if (isNew(change) && since != null) {
                    begin = begin == null || since.at().isBefore(begin) ? since.at() : begin;
                } else if (often) {
                    times = Math.max(times, emptied.getOrDefault(change.oid(), 0));
                } else {
                    return Optional.empty();
                }
                tables.add(change.table());
            }
        }
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                begin != null
                        ? "made in the searched window (from " + Figures.second(begin) + " on) and in no backup"
                        : "emptied " + Figures.number(times) + " times in the searched window");
    }
}
