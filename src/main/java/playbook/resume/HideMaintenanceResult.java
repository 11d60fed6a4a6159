package playbook.resume;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.platform.FrontPage;

/** @param before the page that customers saw before the incident, null when none was replaced */
public record HideMaintenanceResult(Outcome outcome, FrontPage.@Nullable Page before, FrontPage.Page now)
        implements StepResult {

    /** DIFFERENT_PAGE: the page is not byte for byte the one that customers saw before the incident. */
    public enum Outcome {
        HIDDEN,
        DIFFERENT_PAGE
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.HIDDEN) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "customers do not see the page which they saw before the incident. Before: " + before + "; now: " + now,
                "put the former page in place, or choose 'done by hand' if the new page is intended."));
    }
}
