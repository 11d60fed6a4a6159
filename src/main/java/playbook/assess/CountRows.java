package playbook.assess;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Defects;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** A1: exact rows per table beside the last baseline. Begins only after the pin: reading a table can prune it. */
@Component
public class CountRows implements LongStep {

    private final Evidence evidence;

    CountRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "countRows";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return new Job(jobName, incident.target(), new Job.Command.Worker(name()), Map.of(), "{}", Duration.ofHours(2));
    }

    /** Keeps the schema's fingerprint and what did not hold in it too, as findings of their own. */
    @Override
    public RowCounts prove(Incident incident, JobStatus ended) {
        Counted counted = JobResults.read(ended, Counted.class);
        List<RowCounts.TableCount> tables = counted.counts().tables();
        if (tables.isEmpty() && counted.notReached() == null) {
            throw new HintedException(
                    "no user table was found in " + incident.target().database() + " on "
                            + incident.target().label(),
                    "is this the right database? If all its tables are gone, choose the scenario complete-loss.");
        }
        if (counted.fingerprint() != null) {
            evidence.found(incident, name(), counted.fingerprint());
        }
        if (counted.defects() != null) {
            evidence.found(incident, name(), counted.defects());
        }
        return counted.counts();
    }

    /**
     * What the worker leaves.
     *
     * @param notReached why the server gave no answer, null when it did: then there is neither fingerprint nor defects
     */
    record Counted(
            RowCounts counts,
            @Nullable SchemaFingerprint fingerprint,
            @Nullable Defects defects,
            @Nullable String notReached) {}
}
