package playbook.operation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.platform.JobStatus;

/** The long operations of an incident, to be shown: in the order of their start, as last seen. */
public interface OperationReading {

    List<Seen> of(String incidentKey);

    /** @param status as the last look found it */
    record Seen(
            String name, String step, int attempt, @Nullable Instant startedAt, JobStatus status) {}
}
