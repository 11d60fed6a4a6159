package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.backup.Digests;
import playbook.evidence.Changes;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.EmergencyCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.MergeResult.Merged;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.resume.CloseIncident.IncidentClosed;

class CloseIncidentTest {

    private final TestEvidence evidence = new TestEvidence();
    private final List<Changes.Change> open = new ArrayList<>();
    private final Incident incident = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 5432, "noa_db", "recovery", Path.of("none"), List.of(), true),
            Instant.now().minusSeconds(90),
            "olivia",
            Instant.now().minusSeconds(120));

    @TempDir
    private Path folder;

    @Test
    void theFinalReportSaysWhatWasDoneAndWhatWasNot() throws Exception {
        evidence.found(incident, "copyServer", new EmergencyCopy("disk full", null, 0, null, Instant.EPOCH));
        evidence.found(
                incident,
                "mergeRows",
                new MergeResult(
                        "hash",
                        "playbook_rescue_1",
                        List.of(new Merged(new TableName("public", "users"), 1, 40, 2)),
                        Instant.EPOCH,
                        false));
        evidence.found(
                incident, "checkData", new DataChecks(List.of(new Check("foreign keys", false, "5 | orphans", 0.25))));

        IncidentClosed closed = (IncidentClosed) step().run(incident).finding();

        String text = Files.readString(folder.resolve("incident-report.md"));
        assertThat(text)
                .contains("**This was a drill on a practice range.**")
                .contains("No transaction was found that destroyed rows.")
                .contains("| public.users | 40 | 2 |")
                .contains("| foreign keys | NO | 0.250 | 5 \\| orphans |")
                .contains("## Application checks\n\nNone was made.")
                .contains("- Copy of the damaged server: none: disk full")
                .contains("- New backups: none");
        assertThat(closed.reportSha256()).isEqualTo(Digests.of(text));
        assertThat(closed.seconds()).isBetween(89L, 200L);
        assertThat(closed.findings()).containsExactly("EmergencyCopy", "MergeResult", "DataChecks");
        assertThat(folder.resolve("incident-report.json")).content().contains("\"rescueSchema\":\"playbook_rescue_1\"");
    }

    @Test
    void nothingIsClosedWhileAChangeIsLeftBehind() {
        open.add(new Changes.Change(1, "DL-2026-0001", "role", "api", "{}", Instant.EPOCH));
        open.add(new Changes.Change(2, "DL-2026-0009", "role", "other", "{}", Instant.EPOCH));

        assertThatThrownBy(() -> step().run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessage("""
                        1 changes of DL-2026-0001 are not given back: role api (since 1970-01-01T00:00:00Z)
                        HINT: run the step that gives them back, or do it by hand and say so.""");
        assertThat(folder.resolve("incident-report.md")).doesNotExist();
    }

    private CloseIncident step() {
        return new CloseIncident(
                evidence,
                new Changes() {
                    @Override
                    public void remember(Incident any, String kind, String subject, Object before) {}

                    @Override
                    public List<Change> open(Incident any, String kind) {
                        return List.of();
                    }

                    @Override
                    public List<Change> open() {
                        return open;
                    }

                    @Override
                    public void undone(Change change) {}
                },
                any -> folder);
    }
}
