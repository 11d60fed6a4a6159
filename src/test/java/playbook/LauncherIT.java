package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The launcher with real servers, interrupted; what its verbs do in peace is seen in the drills and in BrowserIT. */
class LauncherIT {

    private static final Duration PATIENCE = LauncherRun.PATIENCE;

    @Test
    void anInterruptedDrillStopsAllThatItStarted() throws Exception {
        try (LauncherRun run = new LauncherRun()) {
            Process drill = run.drill("--size", "5MB");
            awaitWord(run, drill, "Starting the playbook");
            drill.destroy();

            assertThat(run.exitOf(drill, PATIENCE)).as(run.said()).isEqualTo(143);
            assertThat(run.said()).contains("Interrupted: stopping everything that was started ...");
            run.assertNothingRuns();
            assertThat(run.home().resolve(".drill.launcher")).doesNotExist();
        }
    }

    /** Then a server on copied catalogs runs beside the range's own. */
    @Test
    @InTurn(4)
    void aDrillThatIsInterruptedWhileItRecoversStopsTheServersBesideToo() throws Exception {
        try (LauncherRun run = new LauncherRun()) {
            Process drill = run.drill("--size", "5MB");
            awaitWord(run, drill, "planRecovery");
            assertThat(run.drill().resolve(Path.of("range", "work", "DL-2026-0001", "catalogs", "postmaster.pid")))
                    .exists();
            drill.destroy();

            assertThat(run.exitOf(drill, PATIENCE)).as(run.said()).isEqualTo(143);
            run.assertNothingRuns();
        }
    }

    private static void awaitWord(LauncherRun run, Process drill, String word) {
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(drill.isAlive()).as(run.said()).isTrue())
                .until(() -> run.said().contains(word));
    }
}
