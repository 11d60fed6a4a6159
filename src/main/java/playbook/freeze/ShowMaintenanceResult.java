package playbook.freeze;

import playbook.operation.StepResult;
import playbook.platform.FrontPage;

/**
 * @param before what customers saw
 * @param now what they see
 */
public record ShowMaintenanceResult(Outcome outcome, FrontPage.Page before, FrontPage.Page now) implements StepResult {

    /** Whether customers see the maintenance page. */
    public enum Outcome {
        SHOWN,
        NOT_SHOWN
    }
}
