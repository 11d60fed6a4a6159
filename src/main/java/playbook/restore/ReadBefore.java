package playbook.restore;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.platform.Job;

/** Reads the culprit's tables from the side instance, as they were just before the culprit, and keeps them in files. */
@Component
class ReadBefore implements RecoveryStep<RowsBefore> {

    private final Evidence evidence;

    ReadBefore(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "readBefore";
    }

    @Override
    public Class<RowsBefore> result() {
        return RowsBefore.class;
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
                Json.write(new ReadBeforeTask.Input(
                        evidence.get(incident, Culprit.class),
                        evidence.get(incident, SideInstance.class),
                        evidence.find(incident, CulpritSearch.class)
                                .map(CulpritSearch::from)
                                .orElse(null),
                        evidence.find(incident, RestoredBase.class)
                                .filter(RestoredBase::partial)
                                .isPresent())),
                Duration.ofHours(24));
    }

    @Override
    public RowsBefore prove(Incident incident, RowsBefore claimed) {
        Set<Long> missing = new TreeSet<>(
                ReadBeforeTask.tables(evidence.get(incident, Culprit.class)).keySet());
        claimed.tables().forEach(table -> missing.remove(table.oid()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "the tables with the OIDs " + missing + " were not read as they were before the loss.",
                    "read the job's log, then run the step again.");
        }
        return claimed;
    }
}
