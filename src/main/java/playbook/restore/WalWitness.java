package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.Culprit;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/**
 * Checks a comparison against the counts in the WAL. A row whose key was changed appears in the comparison as one
 * deleted and one inserted row, and a row that was deleted and inserted again as an updated one; therefore sums are
 * compared, to which each kind contributes equally.
 */
final class WalWitness {

    private final Culprit culprit;
    private final TableChange change;
    private final MergeJoin found;
    private final long inserts;
    private final long updates;
    private final long deletes;

    WalWitness(Culprit culprit, TableChange change, MergeJoin found) {
        this.culprit = culprit;
        this.change = change;
        this.found = found;
        this.inserts = told(Operation.INSERT);
        this.updates = told(Operation.UPDATE);
        this.deletes = told(Operation.DELETE);
    }

    /** The differences between the comparison and the WAL, in words. */
    List<String> mismatches(TableShape shape) {
        List<String> mismatches = new ArrayList<>();
        if (found.strangers > 0) {
            mismatches.add("%s: %d rows differ which transaction %d did not write"
                    .formatted(change.table(), found.strangers, culprit.xid()));
        }
        boolean emptied = culprit.emptied(change.oid());
        if (emptied && found.after > found.written) {
            mismatches.add("%s: transaction %d emptied it, but %d rows were there that it did not write"
                    .formatted(change.table(), culprit.xid(), found.after - found.written));
        }
        if (emptied || inserts < 0 || updates < 0 || deletes < 0) {
            return mismatches;
        }
        // The WAL has a row that moved to another partition as an update in the old one, where it no longer exists.
        boolean mayHaveMoved = shape.rootOid() != shape.oid() && updates > 0;
        if (found.written > inserts + updates || found.written < inserts + (mayHaveMoved ? 0 : updates)) {
            mismatches.add("%s: the WAL tells of %d rows inserted or updated, the comparison found %d"
                    .formatted(change.table(), inserts + updates, found.written));
        }
        if (shape.lacksKey()) {
            keyless(mayHaveMoved).ifPresent(mismatches::add);
        } else if (deletes + updates != found.deleted + found.touched) {
            String what =
                    updates + found.touched == 0 ? "deleted" : deletes + found.deleted == 0 ? "updated" : "touched";
            mismatches.add(differ(what, deletes + updates, found.deleted + found.touched));
        }
        return mismatches;
    }

    /**
     * The same for a comparison of row versions: each that the WAL tells of must have been found.
     *
     * @param missing number of versions that were not
     * @param moved how many of those before were written anew in another partition
     */
    List<String> ofAllVersions(TableShape shape, long missing, long moved) {
        List<String> mismatches = new ArrayList<>();
        if (missing > 0) {
            mismatches.add(
                    "%s: %d row versions that transaction %d ended or wrote are neither in the table's file nor in the WAL's page images"
                            .formatted(change.table(), missing, culprit.xid()));
        }
        if (inserts >= 0 && updates >= 0 && found.written != inserts + updates - moved) {
            mismatches.add("%s: the WAL tells of %d rows inserted or updated, %d were found"
                    .formatted(change.table(), inserts + updates - moved, found.written));
        }
        mismatches.addAll(mismatches(shape));
        return mismatches;
    }

    /**
     * In a table without a key, identical rows cannot be told apart: an update appears as one deleted and one inserted
     * row, or not at all.
     */
    private Optional<String> keyless(boolean mayHaveMoved) {
        if (updates + inserts == 0 && deletes != found.deleted) {
            return Optional.of(differ("deleted", deletes, found.deleted));
        }
        long fewer = found.deleted - found.inserted;
        long least = deletes - inserts;
        return fewer < least || fewer > least + (mayHaveMoved ? updates : 0) || found.deleted > deletes + updates
                ? Optional.of(
                        "%s: the WAL tells of %d rows deleted, %d updated and %d inserted, the comparison found %d gone and %d more"
                                .formatted(change.table(), deletes, updates, inserts, found.deleted, found.inserted))
                : Optional.empty();
    }

    private String differ(String what, long wal, long rows) {
        return "%s: the WAL tells of %d rows %s, the comparison found %d".formatted(change.table(), wal, what, rows);
    }

    /** Number of rows in the WAL for this operation, -1 when unknown. */
    private long told(Operation operation) {
        List<Long> counts = culprit.tables().stream()
                .filter(one -> one.oid() == change.oid() && one.operation() == operation)
                .map(TableChange::rows)
                .toList();
        return counts.contains(-1L)
                ? -1
                : counts.stream().mapToLong(Long::longValue).sum();
    }
}
