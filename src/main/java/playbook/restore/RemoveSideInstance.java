package playbook.restore;

import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.CatalogCopy;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.incident.SideInstance;
import playbook.incident.SideInstanceRemoved;
import playbook.operation.ShortJobs;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Platform;
import playbook.platform.Platforms;

/** Stops the servers beside the patient and removes only the folders that were made for them. */
@Component
class RemoveSideInstance implements ShortStep {

    static final String SCRIPT = "playbook/restore/remove-side.sh";

    /** The step has only one outcome; every failure is an exception. */
    public enum Outcome {
        REMOVED
    }

    private final Evidence evidence;
    private final Platforms platforms;
    private final ShortJobs shortJobs;

    RemoveSideInstance(Evidence evidence, Platforms platforms, ShortJobs shortJobs) {
        this.evidence = evidence;
        this.platforms = platforms;
        this.shortJobs = shortJobs;
    }

    @Override
    public String name() {
        return "removeSideInstance";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public StepResult run(Incident incident) {
        return StepResult.of(Outcome.REMOVED, remove(incident));
    }

    private SideInstanceRemoved remove(Incident incident) {
        Optional<String> restored = evidence.find(incident, RestoredBase.class)
                .map(RestoredBase::dataDirectory)
                .or(() -> evidence.find(incident, SideInstance.class).map(SideInstance::dataDirectory))
                .or(() -> evidence.find(incident, CatalogCopy.class).map(CatalogCopy::dataDirectory));
        if (restored.isEmpty()) {
            return new SideInstanceRemoved("");
        }
        Platform platform = platforms.of(incident.target());
        platform.jobs().endServing(incident.target(), incident.key(), SideServer.GROUP);
        SideInstanceRemoved removed =
                shortJobs.ask(incident, "remove-side", SCRIPT, Map.of(), SideInstanceRemoved.class);
        platform.snapshots().removeSideVolume(incident.target(), incident.key());
        return removed;
    }
}
