package playbook.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.IncidentFiles;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Platforms;
import playbook.wayback.WaysBack;

/** Closes the incident: checks that all changes were undone, and writes the final report. */
@Component
public class CloseIncident implements ShortStep {

    /** The step has only one outcome. */
    enum Outcome {
        CLOSED
    }

    private final GivenBack givenBack;
    private final FinalReportFiles report;
    private final Platforms platforms;

    CloseIncident(
            Evidence evidence,
            EvidenceReading record,
            GivenBack givenBack,
            IncidentFiles files,
            Platforms platforms,
            WaysBack ways) {
        this.givenBack = givenBack;
        this.report = new FinalReportFiles(evidence, record, files, ways);
        this.platforms = platforms;
    }

    @Override
    public String name() {
        return "closeIncident";
    }

    @Override
    public Act act() {
        return Act.CLOSE;
    }

    @Override
    public StepResult run(Incident incident) {
        GivenBack.Look look = givenBack.look(incident);
        List<String> left = look.different();
        if (!left.isEmpty()) {
            throw new HintedException(
                    left.size() + (left.size() == 1 ? " change of " : " changes of ") + incident.key()
                            + (left.size() == 1 ? " is" : " are") + " not given back: " + String.join("; ", left),
                    "restore the listed items by hand, then choose 'try again', which checks them once more."
                            + " 'Done by hand' ends the incident and leaves them changed, as the report will say.");
        }
        return close(incident, look.seen(), staysChanged(incident));
    }

    /**
     * A person chose to end the incident anyway: the report says what stays changed, and each start of the application
     * warns about it.
     */
    @Override
    public Optional<StepResult> left(Incident incident) {
        GivenBack.Look look = givenBack.look(incident);
        List<String> stays = new ArrayList<>(staysChanged(incident));
        look.different().forEach(change -> stays.add("not given back: " + change));
        return Optional.of(close(incident, look.seen(), stays));
    }

    private List<String> staysChanged(Incident incident) {
        return platforms.of(incident.target()).servers().staysChanged(incident.target(), incident.key());
    }

    private StepResult close(Incident incident, List<String> givenBackByHand, List<String> stays) {
        return StepResult.of(Outcome.CLOSED, report.write(incident, givenBackByHand, stays));
    }
}
