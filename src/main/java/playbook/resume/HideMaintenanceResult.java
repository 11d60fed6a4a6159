package playbook.resume;

import org.jspecify.annotations.Nullable;
import playbook.operation.StepResult;
import playbook.platform.FrontPage;

/** @param before the page that was kept, null when none was replaced */
public record HideMaintenanceResult(Outcome outcome, FrontPage.@Nullable Page before, FrontPage.Page now)
        implements StepResult {

    /** DIFFERENT_PAGE: customers do not see byte for byte what they saw before the incident. */
    public enum Outcome {
        HIDDEN,
        DIFFERENT_PAGE
    }
}
