package playbook.incident;

/**
 * A read-only server beside the patient, whose replay is paused at a verified position.
 *
 * @param pid process id of its postmaster
 * @param backup the base backup it was made from
 * @param backupEnd the end of that backup; a stop before it is not consistent
 * @param wish the requested stop
 * @param reachedLsn end of the last replayed record
 * @param stoppedAt the server's own words about where it stopped
 * @param inclusive the stop lies after the culprit (true) or before it (false)
 */
public record SideInstance(
        String host,
        int port,
        String socketDirectory,
        String dataDirectory,
        long pid,
        String backup,
        Lsn backupEnd,
        String wish,
        Lsn reachedLsn,
        String stoppedAt,
        boolean inclusive) {

    /** Whether it stopped just before a transaction's commit, and not at a position or a time. */
    public boolean beforeACommit() {
        return !inclusive && wish.startsWith("xid=");
    }

    /** @throws HintedException when it stands after the culprit */
    public void mustStandBefore() {
        if (inclusive) {
            throw new HintedException(
                    "the side instance stands after the culprit: " + stoppedAt + ".",
                    "restore the base backup again and replay to before the culprit.");
        }
    }

    /** @throws HintedException when it stands before the culprit */
    public void mustStandAfter() {
        if (!inclusive) {
            throw new HintedException(
                    "the side instance stands before the culprit: " + stoppedAt + ".",
                    "replay it to after the culprit first.");
        }
    }
}
