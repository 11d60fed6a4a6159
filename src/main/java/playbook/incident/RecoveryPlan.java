package playbook.incident;

import java.util.List;
import java.util.Objects;

/**
 * Everything that a recovery by rows will do, measured in a dry run; a person approves its {@link #hash()}.
 *
 * @param method for example {@code row-recovery}
 * @param systemIdentifier of the only cluster on which it may run
 * @param warnings what the dry run could not check
 * @param statementsSha256 digest of every statement that will run
 * @param hash SHA-256 over this document's JSON with an empty hash
 * @param keepAdded whether rows that the transaction added stay, by a person's choice
 * @param leftOut rows that stay as they are now, by a person's choice
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
     * @param present rows that already have their former values
     * @param kept rows of which somebody changed a column after the culprit: that later value stays. {@code partly} of
     *     these rows are also in {@code toUpdate}, because other columns get their values back
     * @param conflicts rows that stay as they are, because a person must still decide or has decided so
     * @param differenceSha256 digest of the file with the rows
     * @param toRemove rows that the culprit added and nobody changed since; they are deleted
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

        /** Rows that stay completely as they are, because somebody changed every affected column later. */
        public long keptWhole() {
            return kept.count() - partly;
        }
    }

    /**
     * Rows of one kind.
     *
     * @param kind KEPT_LATER, DELETED_LATER, KEY_EXISTS, PARENT_GONE, UNIQUE_TAKEN, NO_KEY, EXCLUDED, CHECK, NOT_NULL,
     *     NO_PARTITION, VALUE_REFUSED, KEY_CHANGED_LATER; for added rows CHANGED_LATER, ADDED_KEPT, NO_IDENTITY and REFERENCED
     *     (the last also for changed rows); LEFT_OUT for rows that a person named. The constraint's or index's name follows,
     *     where the database reported it
     * @param keys keys of the first hundred rows
     */
    public record Listed(String kind, long count, List<String> keys) {

        /** Whether these rows stay as they are by a person's choice, and not because of a conflict. */
        public boolean wished() {
            return kind.equals("ADDED_KEPT") || kind.equals("LEFT_OUT");
        }
    }
}
