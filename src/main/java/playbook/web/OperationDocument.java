package playbook.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import playbook.operation.OperationReading.Seen;
import playbook.platform.JobStatus;

/**
 * A long operation on the incident's page and in its JSON.
 *
 * @param bytes bytes done or in total, when bytes are its unit
 * @param done -1 before its first progress report; {@code total} is -1 when unknown
 * @param heldUpBy why it makes no progress, for example an image that cannot be pulled; empty when it does
 */
record OperationDocument(
        String name,
        String step,
        int attempt,
        @Nullable Double seconds,
        @Nullable Long bytes,
        long done,
        long total,
        String unit,
        String state,
        String heldUpBy) {

    @JsonIgnore
    public boolean measured() {
        return total > 0 && done >= 0;
    }

    /** @param now used as the end of an operation that is still running */
    static OperationDocument of(Seen seen, Instant now) {
        JobStatus status = seen.status();
        Instant started = status.startedAt() != null ? status.startedAt() : seen.startedAt();
        Instant ended = status.endedAt() != null
                ? status.endedAt()
                : status.state().equals(JobStatus.State.RUNNING) ? now : null;
        Double seconds = started == null || ended == null
                ? null
                : Duration.between(started, ended).toMillis() / 1000.0;
        return new OperationDocument(
                seen.name(),
                seen.step(),
                seen.attempt(),
                seconds,
                bytes(status),
                status.done(),
                status.total(),
                status.unit(),
                status.state().name(),
                status.heldUpBy());
    }

    private static @Nullable Long bytes(JobStatus status) {
        return status.unit().equals("bytes") && status.done() >= 0 ? status.done() : null;
    }
}
