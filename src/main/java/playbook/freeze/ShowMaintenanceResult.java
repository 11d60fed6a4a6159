package playbook.freeze;

import java.util.Optional;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.platform.FrontPage;

/**
 * The result of showing the maintenance page.
 *
 * @param before the page that customers saw before
 * @param now the page that they see now
 */
public record ShowMaintenanceResult(Outcome outcome, FrontPage.Page before, FrontPage.Page now) implements StepResult {

    /** Whether customers see the maintenance page. */
    public enum Outcome {
        SHOWN,
        NOT_SHOWN
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.SHOWN) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "customers do not see the maintenance page: it was put in place, and the front still answers with "
                        + now,
                "look whether the web front serves another folder or a cached page, then choose 'try again'."));
    }
}
