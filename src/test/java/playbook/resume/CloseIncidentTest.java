package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.ScriptedApplications;
import playbook.freeze.ScriptedPage;
import playbook.incident.Culprit;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.EmergencyCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.MergeResult.Merged;
import playbook.incident.Remembered;
import playbook.incident.Sha256;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.operation.TestFiles;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.NetworkFence;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.Servers;
import playbook.postgres.HorizonPin;
import playbook.postgres.WriteFence;
import playbook.wayback.TestWays;

class CloseIncidentTest {

    private final TestEvidence evidence = new TestEvidence();
    private final InMemoryRecord changes = new InMemoryRecord();
    private final ScriptedApplications applications = new ScriptedApplications();
    private final ScriptedPage page = new ScriptedPage();
    private final EndedOtherwise servers = new EndedOtherwise();
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
                incident,
                "checkData",
                new DataChecks(List.of(new Check("foreign keys", false, false, "5 | orphans", 0.25))));

        evidence.found(
                incident,
                "findCulprit",
                new Culprit(
                        1467,
                        List.of(),
                        new Lsn(1),
                        new Lsn(2),
                        new Lsn(3),
                        1,
                        Instant.EPOCH,
                        List.of(new TableChange(
                                new TableName("public", "users"), 1, TableChange.Operation.DELETE, 1042))));
        evidence.decided(
                incident,
                "approve-recovery",
                "maria",
                Map.of("approval", "approve", "approvalNote", "later writes | stay"));
        evidence.refused(incident, "approve-recovery", "dave", "dave chose the strategy and can't approve it too");

        IncidentClosed closed = (IncidentClosed) step().run(incident).finding();

        String text = Files.readString(folder.resolve("incident-report.md"));
        assertThat(text)
                .contains("**This was a drill on a practice range.**")
                .contains("- Ended as: recovered, and the service was resumed")
                .contains("| Destroyed by the transaction that did it | 1\u202f042 | [4](#entry-4) |")
                .contains("| Recovered: put back, or set to their former values | 42 | [2](#entry-2) |")
                .contains("| maria | approved the plan | ", "Decision: Approve")
                .contains("Note: later writes \\| stay", "| [5](#entry-5) |")
                .contains("| dave | Approve recovery | dave chose the strategy and can't approve it too |")
                .contains("| <a id=\"entry-5\"></a>5 | 2026-11-22 03:00:07 | Approve recovery | decision by maria |")
                .contains("| public.users | 40 | 2 |")
                .contains("| foreign keys | NO | 0.25 s | 5 \\| orphans |")
                .contains("## Application checks\n\nNo check was made.")
                .contains("- Copy of the damaged server: none: disk full [1](#entry-1)")
                .contains("- New backups: none");
        assertThat(closed.reportSha256()).isEqualTo(Sha256.of(text));
        assertThat(closed.seconds()).isBetween(89L, 200L);
        assertThat(closed.findings()).containsExactly("Culprit", "EmergencyCopy", "MergeResult", "DataChecks");
        assertThat(folder.resolve("incident-report.json")).content().contains("\"rescueSchema\":\"playbook_rescue_1\"");
    }

    /** After a way back was taken back another copy is made before the second one. */
    @Test
    void eachCopyIsInTheReportTheFirstOneAsThatOfTheDamagedServer() throws Exception {
        evidence.found(incident, "copyServer", copy("before"));
        evidence.found(incident, "copyServer", copy("before"));
        evidence.found(incident, "copyServer", copy("second"));
        evidence.found(incident, "copyServer", new EmergencyCopy("disk full", null, 0, null, Instant.EPOCH));

        step().run(incident);

        assertThat(Files.readString(folder.resolve("incident-report.md"))).contains("""
                        - Copy of the damaged server: /copies/before, 7 B, verified [1](#entry-1)
                        - Copy of the server, made later: /copies/second, 7 B, verified [3](#entry-3)
                        - Dump of the damaged database: none
                        """);
    }

    private static EmergencyCopy copy(String name) {
        return new EmergencyCopy(null, "/copies/" + name, 7, "digest", Instant.EPOCH);
    }

    @Test
    void nothingIsClosedWhileAChangeIsLeftBehind() {
        applications.with("api", 0, false);
        changes.remember(incident, Remembered.APPLICATION, "api", new ApplicationState("api", 2, 2, false));
        changes.remember(
                new Incident("DL-2026-0009", incident.target(), Instant.EPOCH, "olivia", Instant.EPOCH),
                Remembered.APPLICATION,
                "other",
                new ApplicationState("other", 1, 1, false));

        assertThatThrownBy(() -> step().run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessageMatching("""
                        1 change of DL-2026-0001 is not given back: application api: is 0 of 0 replicas running, was 2 of 2 replicas running \\(changed at \\S+ \\S+ UTC\\)
                        HINT: restore the listed items by hand, then choose 'try again', which checks them once more. 'Done by hand' ends the incident and leaves them changed, as the report will say.""");
        assertThat(folder.resolve("incident-report.md")).doesNotExist();
    }

    @Test
    void whatWasGivenBackByHandIsSeenAndNoLongerRemembered() {
        applications.with("api", 2, false).with("web", 0, false);
        changes.remember(incident, Remembered.APPLICATION, "api", new ApplicationState("api", 2, 2, false));
        changes.remember(incident, Remembered.TEST_REPLICA, "web", "{}");
        changes.remember(incident, Remembered.FRONT_PAGE, "noa", page.look(incident.target()));

        IncidentClosed closed = (IncidentClosed) step().run(incident).finding();

        assertThat(closed.givenBackByHand()).containsExactly("application api", "testReplica web", "frontPage noa");
        assertThat(changes.open()).isEmpty();
        assertThat(folder.resolve("incident-report.md")).exists();
    }

    @Test
    void whatIsNotAsBeforeOnPurposeIsToldWithWhatPeopleDo() {
        servers.stays = List.of("Service a/b selects {app=c}.", "Write the selector into the manifest.");

        IncidentClosed closed = (IncidentClosed) step().run(incident).finding();

        assertThat(closed.staysChanged()).isEqualTo(servers.stays);
        assertThat(folder.resolve("incident-report.md")).content().contains("""
                ## What is not as before, and what people do about it

                - Service a/b selects {app=c}.
                - Write the selector into the manifest.
                """);
        assertThat(folder.resolve("incident-report.json"))
                .content()
                .contains("\"staysChanged\":[\"Service a/b selects {app=c}.\"");
    }

    private CloseIncident step() {
        Platforms platforms = ScriptedPlatform.of(applications, page, servers, NetworkFence.NONE);
        return new CloseIncident(
                evidence,
                evidence,
                new GivenBack(
                        changes, new WriteFence((connection, from, to, own) -> Set.of()), new HorizonPin(), platforms),
                new TestFiles(folder),
                platforms,
                TestWays.all());
    }

    /** Another server may be in place at the end. */
    private static final class EndedOtherwise implements Servers {

        private List<String> stays = List.of();

        @Override
        public State look(Target target) {
            return new State("process 1", true);
        }

        @Override
        public List<String> staysChanged(Target target, String incidentKey) {
            return stays;
        }

        @Override
        public State stop(Target target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public State start(Target target) {
            throw new UnsupportedOperationException();
        }
    }
}
