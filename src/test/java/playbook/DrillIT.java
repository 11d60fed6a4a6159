package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A whole drill, whose response is begun by the former version, so that what an upgrade needs costs no drill of its own. It
 * runs on 17 with its own client programs where those are there (a landing has them); KillIT and BrowserIT drill on 15.
 */
@TestMethodOrder(OrderAnnotation.class)
class DrillIT {

    private static LauncherRun run;

    @BeforeAll
    static void make() throws IOException {
        run = new LauncherRun();
    }

    @AfterAll
    static void end() {
        run.close();
    }

    @Test
    @Order(1)
    void aDrillProvesThatEveryRowIsBackAndLeavesNothing() throws Exception {
        assertThat(run.exitOf(begun(), LauncherRun.PATIENCE)).as(run.said()).isZero();
        DrillDocument.assertProven(run.document());
        assertThat(run.said())
                .contains("THE DRILL SUCCEEDED, AND THAT IS PROVEN", "tried to approve it and was refused");
        run.assertNothingLeft();
    }

    private static Process begun() throws Exception {
        Optional<String> missing = FormerVersion.missing();
        if (missing.isPresent()) {
            System.out.println(missing.get());
            return run.drill(LauncherRun.on(17));
        }
        run.useFormerVersion();
        Process drill = run.drill(LauncherRun.on(17, "--kill-during", ProgramExchange.KILLED_DURING));
        new ProgramExchange(run, drill).whileTheApprovalIsOpen();
        return drill;
    }

    /** All that the drill proves, it proved of this response; it was begun by the former version as its models tell. */
    @Test
    @Order(2)
    void thatResponseWasBegunByTheFormerVersionAndFinishedByThisOne() {
        assumeTrue(
                FormerVersion.missing().isEmpty(), () -> FormerVersion.missing().orElse(""));
        assertThat(run.said())
                .containsSubsequence(
                        "dave answered 'choose-strategy'",
                        "!! killed the playbook (-9) while " + ProgramExchange.KILLED_DURING + " ran",
                        "!! The playbook answers after",
                        "maria answered 'approve-recovery'",
                        "THE DRILL SUCCEEDED, AND THAT IS PROVEN");
    }
}
