package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.platform.JobLog;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;

/** Concludes a job's state from its Job, its pod and its log. */
final class JobSight {

    private static final String DEADLINE = "DeadlineExceeded";

    private JobSight() {}

    /** The state of a job that has neither a Job nor a pod. */
    static JobStatus gone(String namespace, String name, boolean cancelled, boolean started) {
        State state = cancelled ? State.CANCELLED : started ? State.LOST : State.UNKNOWN;
        String why = state == State.LOST ? "Job " + namespace + "/" + name + " is gone: somebody deleted it" : "";
        return new JobStatus(state, null, null, null, -1, -1, "", null, why);
    }

    /**
     * @param job null when somebody deleted it and its pod is still there
     * @param pod null while, or when no longer, there is one
     */
    static JobStatus of(@Nullable Job job, @Nullable Pod pod, PodLog log, boolean cancelled) {
        String disturbed = Disturbance.of(job, pod);
        Integer exitCode = log.exitCode();
        if (exitCode != null) {
            State state = exitCode == 0 ? State.SUCCEEDED : cancelled ? State.CANCELLED : State.FAILED;
            return status(state, exitCode, log, state == State.FAILED ? disturbed : "");
        }
        Optional<JobCondition> failed = failed(job);
        Optional<String> end = pod == null ? Optional.empty() : end(pod);
        if (failed.isEmpty() && end.isEmpty()) {
            return held(log, disturbed.isEmpty() ? waiting(pod) : disturbed);
        }
        if (pod != null && Disturbance.logMayBeCut(pod)) {
            return held(log, "its pod has ended; the end of its log has not come yet");
        }
        String why = end.orElse("its pod is gone: somebody deleted it, or its node went away")
                + failed.map(condition -> "; the Job says " + condition.getReason() + ": " + condition.getMessage())
                        .orElse("")
                + (disturbed.isEmpty() ? "" : "; " + disturbed);
        if (cancelled) {
            return status(State.CANCELLED, null, log, why);
        }
        boolean late = why.contains(DEADLINE);
        return status(late ? State.FAILED : State.LOST, null, log, why);
    }

    private static JobStatus held(PodLog log, String why) {
        return status(State.RUNNING, null, log, why.isEmpty() ? "" : JobStatus.HELD + why);
    }

    private static JobStatus status(State state, @Nullable Integer exitCode, PodLog log, String why) {
        JobLog words = JobLog.of(log.plain() + why);
        return new JobStatus(
                state,
                exitCode,
                log.startedAt(),
                log.endedAt() == null && state != State.RUNNING ? Instant.now() : log.endedAt(),
                words.done(),
                words.total(),
                words.unit(),
                log.result(),
                words.tail());
    }

    private static Optional<JobCondition> failed(@Nullable Job job) {
        return job == null || job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Failed")
                                && condition.getStatus().equals("True"))
                        .findFirst();
    }

    /** Why a pod has ended without reporting the job's end. */
    private static Optional<String> end(Pod pod) {
        String phase =
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        if (!phase.equals("Failed") && !phase.equals("Succeeded")) {
            return Optional.empty();
        }
        String container = statuses(pod).stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .flatMap(java.util.stream.Stream::ofNullable)
                .map(end -> " its container ended with code " + end.getExitCode() + " (" + end.getReason() + ")")
                .findFirst()
                .orElse("");
        String reason = pod.getStatus().getReason() == null
                ? ""
                : " (" + pod.getStatus().getReason() + ": " + pod.getStatus().getMessage() + ")";
        return Optional.of("its pod ended as " + phase + reason + " without telling an exit code;" + container
                + (container.contains("OOMKilled")
                        ? "; HINT: raise kubernetes.resources.memory-limit of the target"
                        : ""));
    }

    /** Why the pod does not run yet, in words; empty when it runs. */
    private static String waiting(@Nullable Pod pod) {
        if (pod == null) {
            return "its pod is not there yet";
        }
        if (pod.getStatus() == null) {
            return "its pod waits for a node";
        }
        Optional<String> container = statuses(pod).stream()
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .flatMap(java.util.stream.Stream::ofNullable)
                .map(state -> "its pod waits: " + state.getReason()
                        + (state.getMessage() == null ? "" : ", " + state.getMessage())
                        + (String.valueOf(state.getReason()).contains("Image")
                                ? "; HINT: can the node pull that image, with which pull secret?"
                                : ""))
                .findFirst();
        return container.orElseGet(() -> pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .map(condition -> "its pod finds no node: " + condition.getMessage())
                .findFirst()
                .orElse(""));
    }

    private static List<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getState() != null)
                .toList();
    }
}
