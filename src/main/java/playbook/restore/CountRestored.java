package playbook.restore;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RestoredRows;
import playbook.incident.RowCounts;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Reads every table of the recovered server: what it holds here it must hold in the patient's place. */
@Component("countRestored")
class CountRestored implements LongStep {

    private final Evidence evidence;

    CountRestored(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "countRestored";
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
                Json.write(evidence.get(incident, PromotedServer.class)),
                Duration.ofHours(24));
    }

    @Override
    public RestoredRows prove(Incident incident, JobStatus ended) {
        RestoredRows rows = JobResults.read(ended, RestoredRows.class);
        var unreadable = rows.counts().tables().stream()
                .filter(table -> table.trouble() != null)
                .map(RowCounts.TableCount::table)
                .toList();
        if (rows.counts().tables().isEmpty() || !unreadable.isEmpty()) {
            throw new HintedException(
                    "of " + rows.counts().tables().size() + " tables on the recovered server these cannot be read: "
                            + unreadable,
                    "choose another strategy or an older base backup: the patient was not touched.");
        }
        return rows;
    }
}
