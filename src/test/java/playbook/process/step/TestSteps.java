package playbook.process.step;

import java.util.Set;

/** The steps that this room's code names by itself, for the comparison with the models. */
public final class TestSteps {

    public static final Set<String> BEHIND_THE_FENCE = StepsBehindTheFence.STEPS;

    private TestSteps() {}
}
