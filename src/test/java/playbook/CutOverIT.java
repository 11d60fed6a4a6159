package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The whole response by going back in time: the server is exchanged, and the playbook dies while it happens. */
class CutOverIT {

    private static final Duration PATIENCE = LauncherRun.PATIENCE;

    @Test
    @InTurn(2)
    void aDrillThatGoesBackInTimeLosesExactlyWhatItSaidAndSurvivesTheDeathOfThePlaybook() throws Exception {
        try (LauncherRun run = new LauncherRun()) {
            Process drill =
                    run.drill("--method", "point-in-time-recovery", "--size", "30MB", "--kill-during", "swapData");
            assertThat(run.exitOf(drill, PATIENCE)).as(run.said()).isZero();
            JsonNode document = run.document();
            DrillDocument.assertCutOverProven(document);
            assertThat(run.said())
                    .contains(
                            "THE DRILL SUCCEEDED, AND THAT IS PROVEN",
                            "!! killed the playbook (-9) while swapData ran");
            run.assertNothingLeft();
        }
    }
}
