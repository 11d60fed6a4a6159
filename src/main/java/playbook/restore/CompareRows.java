package playbook.restore;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowDifference;
import playbook.incident.SideInstance;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Finds the culprit's exact effect: its tables just before against just after it, and both against the WAL's counts. */
@Component("compareRows")
class CompareRows implements LongStep {

    private final Evidence evidence;

    CompareRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "compareRows";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(new CompareRowsTask.Input(
                        evidence.get(incident, Culprit.class), evidence.get(incident, SideInstance.class))),
                Duration.ofHours(24));
    }

    @Override
    public Object prove(Incident incident, JobStatus ended) {
        RowDifference difference =
                Json.read(Objects.requireNonNull(ended.result(), "the job left no result"), RowDifference.class);
        String mismatches = difference.tables().stream()
                .flatMap(table -> table.mismatches().stream())
                .collect(Collectors.joining("\n"));
        if (!mismatches.isEmpty()) {
            throw new HintedException(
                    "the rows that differ are not those that the WAL tells of:\n" + mismatches,
                    "the transaction may have written a row several times, or changed keys: compare the files in rows/ by hand, or choose another strategy.");
        }
        return difference;
    }
}
