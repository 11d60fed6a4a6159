package playbook.restore;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowDifference;
import playbook.incident.SideInstance;
import playbook.platform.Job;

/**
 * Finds the culprit's exact effect: compares its tables just before and just after it, and checks the result against
 * the counts in the WAL.
 */
@Component
class CompareRows implements RecoveryStep<RowDifference> {

    private final Evidence evidence;

    CompareRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "compareRows";
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
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(
                jobName,
                incident.target(),
                name(),
                Json.write(new CompareRowsTask.Input(
                        evidence.get(incident, Culprit.class), evidence.get(incident, SideInstance.class))),
                Duration.ofHours(24));
    }

    @Override
    public RowDifference prove(Incident incident, RowDifference claimed) {
        return proved(evidence.get(incident, Culprit.class), claimed);
    }

    /** @throws HintedException when a table of the culprit's is missing, or the rows do not agree with the WAL */
    static RowDifference proved(Culprit culprit, RowDifference claimed) {
        Set<Long> missing = new TreeSet<>(ReadBeforeTask.tables(culprit).keySet());
        claimed.tables().forEach(table -> missing.remove(table.oid()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "the tables with the OIDs " + missing + " were not compared.",
                    "read the job's log, then run the step again.");
        }
        String mismatches = claimed.tables().stream()
                .flatMap(table -> table.mismatches().stream())
                .collect(Collectors.joining("\n"));
        if (!mismatches.isEmpty()) {
            throw new HintedException(
                    "the differing rows do not agree with the counts in the WAL:\n" + mismatches,
                    "the transaction may have written a row several times, or changed keys: compare the files in rows/ by hand, or choose another strategy.");
        }
        return claimed;
    }
}
