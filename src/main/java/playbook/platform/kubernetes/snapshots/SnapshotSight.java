package playbook.platform.kubernetes.snapshots;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import playbook.incident.VolumeSnapshot;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;

/** What a job whose pod has not begun waits for, when its volume comes from a snapshot. */
public final class SnapshotSight {

    /** The driver tries again by itself; an error that stays so long after the cut should have come is one for a person. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private SnapshotSight() {}

    /** @param seen of the job, which has not begun */
    public static JobStatus waiting(JobStatus seen, Optional<VolumeSnapshot> snapshot, String name, Instant now) {
        if (snapshot.isEmpty()) {
            return told(
                    seen,
                    State.FAILED,
                    "VolumeSnapshot " + name + " is gone: somebody deleted it\n"
                            + "HINT: 'try again' does without a snapshot");
        }
        VolumeSnapshot is = snapshot.get();
        if (is.ready()) {
            return told(seen, seen.state(), "its volume is made from VolumeSnapshot " + name);
        }
        String words = "VolumeSnapshot " + name + " is not ready yet"
                + (is.createdAt() == null ? "" : ", the storage cut it at " + is.createdAt())
                + (is.trouble().isEmpty() ? "" : "; its driver says: " + is.trouble());
        boolean late = !is.trouble().isEmpty() && is.madeAt().plus(PATIENCE).isBefore(now);
        return late
                ? told(
                        seen,
                        State.FAILED,
                        words + "\nHINT: kubectl describe volumesnapshot " + name + "; 'try again' does without it")
                : told(seen, seen.state(), words);
    }

    private static JobStatus told(JobStatus seen, State state, String words) {
        return new JobStatus(
                state,
                seen.exitCode(),
                seen.startedAt(),
                state == State.FAILED ? Instant.now() : seen.endedAt(),
                seen.done(),
                seen.total(),
                seen.unit(),
                seen.result(),
                seen.logTail().isEmpty() ? words : seen.logTail() + "\n" + words);
    }
}
