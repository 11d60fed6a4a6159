package playbook.restore;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LostObjects;
import playbook.incident.LostTables;
import playbook.incident.LostTables.LostTable;
import playbook.incident.SideInstance;
import playbook.incident.TableName;
import playbook.platform.Job;

/** Finds out which definitions the culprit took, from the side instance just after it. */
@Component
class CompareDefinitions implements RecoveryStep<LostObjects> {

    private final Evidence evidence;

    CompareDefinitions(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "compareDefinitions";
    }

    @Override
    public Class<LostObjects> result() {
        return LostObjects.class;
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
                Json.write(new CompareDefinitionsTask.Input(
                        evidence.get(incident, SideInstance.class),
                        evidence.get(incident, LostTables.class).schema())),
                Duration.ofHours(1));
    }

    /** Each dropped table must be gone with its definition, or the stops stand elsewhere than around the culprit. */
    @Override
    public LostObjects prove(Incident incident, LostObjects claimed) {
        List<TableName> there = evidence.get(incident, LostTables.class).tables().stream()
                .map(LostTable::table)
                .filter(table -> claimed.objects().keySet().stream()
                        .noneMatch(object -> object.contains(" " + table + ".") || object.endsWith(" " + table)))
                .toList();
        if (!there.isEmpty()) {
            throw new HintedException(
                    "these tables are said to be dropped, but their definitions are still there just after the culprit: "
                            + there + ".",
                    "look at the culprit again, or choose another way back.");
        }
        return claimed;
    }
}
