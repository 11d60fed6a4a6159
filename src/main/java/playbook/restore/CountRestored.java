package playbook.restore;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RestoredRows;
import playbook.incident.RowCounts;
import playbook.incident.TableName;
import playbook.platform.Job;

/** Counts the rows of every table on the recovered server; the validation expects the same after the cut-over. */
@Component
class CountRestored implements RecoveryStep<RestoredRows> {

    private final Evidence evidence;

    CountRestored(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "countRestored";
    }

    @Override
    public Class<RestoredRows> result() {
        return RestoredRows.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(
                jobName,
                incident.target(),
                name(),
                Json.write(evidence.get(incident, PromotedServer.class)),
                Duration.ofHours(24));
    }

    @Override
    public RestoredRows prove(Incident incident, RestoredRows claimed) {
        List<TableName> unreadable = claimed.counts().tables().stream()
                .filter(table -> table.trouble() != null)
                .map(RowCounts.TableCount::table)
                .toList();
        if (claimed.counts().tables().isEmpty() || !unreadable.isEmpty()) {
            throw new HintedException(
                    "of " + claimed.counts().tables().size() + " tables on the recovered server these cannot be read: "
                            + unreadable,
                    "choose another strategy or an older base backup: the patient was not touched.");
        }
        return claimed;
    }
}
