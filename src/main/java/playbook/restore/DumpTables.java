package playbook.restore;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.incident.TableArchives;
import playbook.operation.LongStep;
import playbook.platform.Job;

/** Archives, from the side instance just before the culprit, all definitions and the rows of the dropped tables. */
@Component
class DumpTables implements LongStep<TableArchives> {

    private final Evidence evidence;

    DumpTables(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "dumpTables";
    }

    @Override
    public Class<TableArchives> result() {
        return TableArchives.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        SideInstance side = evidence.get(incident, SideInstance.class);
        side.mustStandBefore();
        return Job.script(
                jobName,
                incident.target(),
                "playbook/restore/dump-tables.sh",
                Map.of(
                        "SIDE_AT_HOST",
                        side.host(),
                        "SIDE_AT_PORT",
                        Integer.toString(side.port()),
                        "TABLES",
                        DroppedTables.oids(evidence.get(incident, Culprit.class)).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" "))),
                Duration.ofHours(24));
    }

    @Override
    public TableArchives prove(Incident incident, TableArchives claimed) {
        int wanted = DroppedTables.oids(evidence.get(incident, Culprit.class)).size();
        if (claimed.tables() != wanted) {
            throw new HintedException(
                    "the archive has the rows of " + claimed.tables() + " tables, the culprit dropped " + wanted + ".",
                    "read the job's log, then run the step again.");
        }
        return claimed;
    }
}
