package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The application is killed while its operations run; they end once, and the figures are those of an undisturbed drill. It
 * is the installed jar's drill, so that what a jar without the repository offers costs no drill of its own.
 */
class KillIT {

    private static final List<String> KILLED = List.of("copyCatalogs", "readHeap", "mergeRows");
    private static final Duration PATIENCE = LauncherRun.PATIENCE;

    @Test
    @InTurn(1)
    void aKilledApplicationFindsItsOperationsAgainAndEachRunsOnce() throws Exception {
        try (LauncherRun run = new LauncherRun()) {
            run.useInstalledJar();
            Process drill = run.drill("--size", "60MB", "--kill-during", String.join(",", KILLED), "--keep");
            assertThat(run.exitOf(drill, PATIENCE)).as(run.said()).isZero();

            JsonNode document = run.document();
            DrillDocument.assertProven(document);
            KILLED.forEach(
                    step -> assertThat(run.said()).contains("!! killed the playbook (-9) while " + step + " ran"));
            assertThat(run.said())
                    .contains(
                            "THE DRILL SUCCEEDED, AND THAT IS PROVEN",
                            "tried to approve it and was refused",
                            "the playbook answers again after")
                    .doesNotContain("had already ended when the playbook was killed");
            // It was killed while it told the engine of a started operation: nobody waits for the end of that job's
            // lock.
            assertThat(LauncherRun.read(run.drill().resolve("app.log"))).contains("left by the former life");
            // Beside the operations there are the short looks that prove them.
            List<String> jobs = run.jobNames().stream()
                    .filter(name -> !name.contains("-look-") && !name.contains("-remove-side-"))
                    .toList();
            assertThat(jobs).isNotEmpty().allMatch(name -> name.endsWith("-1"));
            assertThat(jobs).hasSameSizeAs(document.path("operations"));
            for (String job : jobs) {
                Path folder = run.jobs().resolve(job);
                assertThat(LauncherRun.read(folder.resolve("started")).lines())
                        .as(job)
                        .hasSize(1);
                assertThat(folder.resolve("exit")).hasContent("0");
            }

            assertThat(run.exitOf(run.start("stop", "--wipe"), Duration.ofMinutes(1)))
                    .as(run.said())
                    .isZero();
            run.assertNothingLeft();
        }
    }
}
