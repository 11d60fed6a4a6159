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
import playbook.incident.LostTables;
import playbook.incident.SideInstance;
import playbook.platform.Job;

/** Reads on the side instance, just before the culprit, the tables that it dropped, and all definitions. */
@Component
class ReadTables implements RecoveryStep<LostTables> {

    private final Evidence evidence;

    ReadTables(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "readTables";
    }

    @Override
    public Class<LostTables> result() {
        return LostTables.class;
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
                Json.write(new ReadTablesTask.Input(
                        evidence.get(incident, Culprit.class),
                        evidence.get(incident, SideInstance.class),
                        evidence.find(incident, CulpritSearch.class)
                                .map(CulpritSearch::from)
                                .orElse(null))),
                Duration.ofHours(24));
    }

    @Override
    public LostTables prove(Incident incident, LostTables claimed) {
        Set<Long> missing = new TreeSet<>(DroppedTables.oids(evidence.get(incident, Culprit.class)));
        claimed.tables().forEach(table -> missing.remove(table.oid()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "the dropped tables with the OIDs " + missing + " were not read as they were before the loss.",
                    "read the job's log, then run the step again.");
        }
        return claimed;
    }
}
