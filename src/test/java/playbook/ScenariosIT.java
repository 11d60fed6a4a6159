package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each scenario but the first, which {@link DrillIT} has, as {@code drill --all} rehearses it. */
class ScenariosIT {

    private static final Duration PATIENCE = LauncherRun.PATIENCE;

    @Test
    @InTurn(1)
    void whatIsReportedAfterVacuumComesBackFromTheWal() throws Exception {
        proven("late-report", "the rows came from the WAL alone");
    }

    @Test
    @InTurn(2)
    void withoutAnyBackupTheDeadRowsComeBack() throws Exception {
        proven("no-backup", "there was no backup to restore");
    }

    @Test
    @InTurn(3)
    void whereTablesWereRewrittenABaseBackupHelps() throws Exception {
        proven("table-rewrite", "the rows came from a base backup");
    }

    @Test
    @InTurn(4)
    void overwrittenValuesComeBackOfTheTableThatTheReportNames() throws Exception {
        proven("accidental-update", "where the rows came from is known");
    }

    @Test
    @InTurn(5)
    void emptiedTablesComeBackBesideWhatWasWrittenLater() throws Exception {
        proven("truncate", "the rows came from a base backup");
    }

    @Test
    @InTurn(6)
    void aDroppedTableIsMadeAnewWithAllThatHungOnIt() throws Exception {
        proven("table-drop", "the table was made anew", "--taken-back", "table-restore");
    }

    @Test
    @InTurn(3)
    void aDroppedColumnComesBackWithItsValues() throws Exception {
        proven("column-drop", "each row's column has its value again");
    }

    @Test
    @InTurn(2)
    void aSchemaWithAllThatIsInItIsMadeAnew() throws Exception {
        proven("schema-drop", "the tables were made anew");
    }

    private static void proven(String scenario, String source, String... options) throws Exception {
        try (LauncherRun run = new LauncherRun()) {
            List<String> words = new ArrayList<>(List.of(
                    "drill", scenario, "--size", "20MB", "--json", run.json().toString()));
            words.addAll(List.of(options));
            Process drill = run.start(words.toArray(String[]::new));
            assertThat(run.exitOf(drill, PATIENCE)).as(run.said()).isZero();
            JsonNode document = run.document();
            assertThat(document.path("scenario").asText()).isEqualTo(scenario);
            assertThat(document.path("proven").booleanValue()).isTrue();
            assertThat(document.path("checks"))
                    .anySatisfy(check -> {
                        assertThat(check.path("name").asText()).isEqualTo(source);
                        assertThat(check.path("passed").booleanValue()).isTrue();
                    })
                    .allSatisfy(check -> assertThat(check.path("passed").booleanValue())
                            .as(check.toString())
                            .isTrue());
            run.assertNothingLeft();
        }
    }
}
