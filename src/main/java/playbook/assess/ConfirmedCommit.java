package playbook.assess;

import java.io.IOException;
import java.util.Optional;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.postgres.Commit;
import playbook.postgres.WalHistory;
import playbook.postgres.WalSource;

/** Reads a culprit's commit record a second time: it must be at the recorded position with the recorded content. */
final class ConfirmedCommit {

    private ConfirmedCommit() {}

    /**
     * @throws HintedException when another record is at the position of the first commit, or of the last commit of a
     *     series
     */
    static void of(WalSource source, WalHistory history, Culprit culprit) throws IOException {
        mustBe(
                source,
                history,
                culprit.timeline(),
                culprit.commitLsn(),
                new Commit(culprit.xid(), culprit.endLsn(), culprit.committedAt()));
        if (culprit.following() != null) {
            mustBe(
                    source,
                    history,
                    culprit.timeline(),
                    culprit.lastCommit(),
                    new Commit(culprit.lastXid(), culprit.lastEnd(), culprit.lastAt()));
        }
    }

    private static void mustBe(WalSource source, WalHistory history, int timeline, Lsn at, Commit said)
            throws IOException {
        Optional<Commit> commit = Commit.at(source, history, at);
        if (!commit.equals(Optional.of(said))) {
            throw new HintedException(
                    "the WAL at " + at + " (timeline " + timeline + ") holds "
                            + commit.map(Object::toString).orElse("no commit record") + ", not " + said,
                    "was the server failed over or restored meanwhile? Run the search again.");
        }
    }
}
