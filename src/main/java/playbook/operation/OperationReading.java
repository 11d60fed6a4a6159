package playbook.operation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.platform.JobStatus;

/** Reads the long operations of an incident for display, in the order of their start, in the state last seen. */
public interface OperationReading {

    List<Seen> of(String incidentKey);

    /** @param status the state that the last look found */
    record Seen(
            String name, String step, int attempt, @Nullable Instant startedAt, JobStatus status) {}
}
