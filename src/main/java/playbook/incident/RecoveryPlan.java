package playbook.incident;

import java.util.List;
import java.util.Objects;

/**
 * Everything that a recovery will do, measured and not done; a person approves its {@link #hash()}.
 *
 * @param method for example {@code row-recovery}
 * @param systemIdentifier of the cluster it may run on, and of no other
 * @param warnings what the dry run cannot answer for
 * @param statementsSha256 digest of every statement that will run
 * @param hash SHA-256 over this document's JSON with an empty hash
 * @param keepAdded rows which the transaction added stay, because a person wanted that
 * @param leftOut rows which stay as they are now, because a person wanted that
 */
public record RecoveryPlan(
        String method,
        String incident,
        String systemIdentifier,
        String database,
        long xid,
        Lsn commitLsn,
        int timeline,
        List<TablePlan> tables,
        List<String> warnings,
        String statementsSha256,
        String hash,
        boolean keepAdded,
        List<RowKey> leftOut) {

    public RecoveryPlan {
        // Plans of former versions have none.
        leftOut = Objects.requireNonNullElse(leftOut, List.of());
    }

    public RecoveryPlan withHash(String value) {
        return new RecoveryPlan(
                method,
                incident,
                systemIdentifier,
                database,
                xid,
                commitLsn,
                timeline,
                tables,
                warnings,
                statementsSha256,
                value,
                keepAdded,
                leftOut);
    }

    /**
     * What will happen to one table.
     *
     * @param toInsert rows that come back
     * @param toUpdate rows of which at least one column gets its value back
     * @param present rows that are already as they were
     * @param kept rows of which somebody changed a column again later: that later value stays; {@code partly} of them are
     *     among those to update, by their other columns
     * @param conflicts rows that stay as they are until a person decides, or because one did
     * @param differenceSha256 digest of the file the rows come from
     * @param toRemove rows which the culprit added, unchanged since, that go again
     * @param partly rows of {@code kept} of which at least one column gets its value back
     */
    public record TablePlan(
            TableName table,
            long oid,
            long toInsert,
            long toUpdate,
            long present,
            Listed kept,
            List<Listed> conflicts,
            String differenceSha256,
            long toRemove,
            long partly) {

        /** Rows of which no column is set back, because somebody changed it later. */
        public long keptWhole() {
            return kept.count() - partly;
        }
    }

    /**
     * Rows of one kind.
     *
     * @param kind KEPT_LATER, DELETED_LATER, KEY_EXISTS, PARENT_GONE, UNIQUE_TAKEN, NO_KEY, EXCLUDED, CHECK, NOT_NULL,
     *     NO_PARTITION, VALUE_REFUSED, KEY_CHANGED_LATER; of added rows CHANGED_LATER, ADDED_KEPT, and REFERENCED, which
     *     changed ones can be, too; LEFT_OUT where a person named the row; then the constraint's or index's name, where the
     *     database said it
     * @param keys the first hundred
     */
    public record Listed(String kind, long count, List<String> keys) {

        /**
         * Whether these rows stay as they are because a person wanted it, and not because something stands in their
         * way.
         */
        public boolean wished() {
            return kind.equals("ADDED_KEPT") || kind.equals("LEFT_OUT");
        }
    }
}
