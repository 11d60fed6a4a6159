package playbook.restore;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.incident.TableArchives;
import playbook.platform.Job;

/**
 * Archives, from the side instance just before the culprit, all definitions, the rows of the dropped tables and the values of
 * the dropped columns.
 */
@Component
class DumpTables implements RecoveryStep<TableArchives> {

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
        Culprit culprit = evidence.get(incident, Culprit.class);
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
                        numbers(DroppedTables.oids(culprit)),
                        "COLUMNS",
                        numbers(DroppedTables.withoutColumns(culprit))),
                Duration.ofHours(24));
    }

    @Override
    public TableArchives prove(Incident incident, TableArchives claimed) {
        Culprit culprit = evidence.get(incident, Culprit.class);
        int wanted = DroppedTables.oids(culprit).size();
        if (claimed.tables() != wanted) {
            throw new HintedException(
                    "the archive has the rows of " + claimed.tables() + " tables, the culprit dropped " + wanted + ".",
                    "read the job's log, then run the step again.");
        }
        int altered = DroppedTables.withoutColumns(culprit).size();
        if (claimed.altered() != altered) {
            throw new HintedException(
                    "the archive has the lost columns of " + claimed.altered() + " tables, the culprit altered "
                            + altered + ".",
                    "read the job's log, then run the step again.");
        }
        return claimed;
    }

    private static String numbers(List<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
