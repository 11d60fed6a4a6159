package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Recognises what others did to a running job: evicted its pod, deleted its Job, or cut off its log. */
final class Disturbance {

    /** A log may end before its pod did when the connection to the node broke; it is read again until this has passed. */
    static final Duration LOG_PATIENCE = Duration.ofSeconds(60);

    private static final int KILLED = 137;

    private Disturbance() {}

    /** The disturbance in words; empty when there was none. */
    static String of(@Nullable Job job, @Nullable Pod pod) {
        if (pod != null && pod.getStatus() != null) {
            String thrownOut = pod.getStatus().getConditions().stream()
                    .filter(condition -> condition.getType().equals("DisruptionTarget")
                            && condition.getStatus().equals("True"))
                    .map(condition -> "the cluster ended its pod (" + condition.getReason() + ": "
                            + condition.getMessage() + "): somebody drains the node, or it has no room left")
                    .findFirst()
                    .orElse("");
            if (!thrownOut.isEmpty()) {
                return thrownOut;
            }
        }
        if (job == null && pod != null) {
            return "its Job is gone, somebody deleted it; its pod "
                    + pod.getMetadata().getName() + " is still there";
        }
        boolean going = job != null && job.getMetadata().getDeletionTimestamp() != null;
        return going ? "its Job is about to go, somebody deleted it" : "";
    }

    /** Whether the log may be incomplete: a job that ended by itself has its end in the log. */
    static boolean logMayBeCut(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .anyMatch(Disturbance::endedByItselfJustNow);
    }

    private static boolean endedByItselfJustNow(ContainerStateTerminated end) {
        boolean itself =
                end.getExitCode() != KILLED && ("Completed".equals(end.getReason()) || "Error".equals(end.getReason()));
        return itself
                && end.getFinishedAt() != null
                && Instant.parse(end.getFinishedAt()).plus(LOG_PATIENCE).isAfter(Instant.now());
    }
}
