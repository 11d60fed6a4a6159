package playbook.restore;

import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.CatalogCopy;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.RowDifference;
import playbook.platform.Job;

/**
 * R4a: finds the culprit's exact effect in the patient's own files, where what it deleted or replaced lies as dead rows,
 * and checks the result against the counts in the WAL. What is not all there is told; then the base backup is used.
 */
@Component
class ReadHeap implements RecoveryStep<RowDifference> {

    private final Evidence evidence;

    ReadHeap(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "readHeap";
    }

    @Override
    public Class<RowDifference> result() {
        return RowDifference.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean dispensable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(
                jobName,
                incident.target(),
                name(),
                Json.write(new ReadHeapTask.Input(
                        evidence.get(incident, Culprit.class),
                        evidence.get(incident, CatalogCopy.class),
                        evidence.find(incident, BackupList.class)
                                .filter(backups ->
                                        RestoreBase.any(backups.base(), evidence.get(incident, Culprit.class)))
                                .isPresent())),
                Duration.ofHours(24));
    }

    @Override
    public RowDifference prove(Incident incident, RowDifference claimed) {
        return CompareRows.proved(evidence.get(incident, Culprit.class), claimed);
    }
}
