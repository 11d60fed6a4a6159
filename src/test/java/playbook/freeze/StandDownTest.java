package playbook.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.Changes.Change;
import playbook.evidence.InMemoryRecord;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.platform.FrontPage;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.resume.HideMaintenance;
import playbook.resume.HideMaintenanceResult;
import playbook.resume.StartApplications;
import playbook.resume.StartApplicationsResult;

/** Applications and the customers' page: stood down, and brought back as they were. */
class StandDownTest {

    private final InMemoryRecord record = new InMemoryRecord();
    private final ScriptedApplications applications = new ScriptedApplications();
    private final ScriptedNetwork network = new ScriptedNetwork();
    private final ScriptedPage page = new ScriptedPage();
    private final Platforms platforms = ScriptedPlatform.of(applications, network, page);
    private final Incident incident = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("pgpass"), List.of("api"), true),
            Instant.EPOCH,
            "olga",
            Instant.EPOCH);

    @Test
    void whatRanIsStoppedInReverseAndStartedInOrder() {
        applications.with("database-proxy", 1, false).with("api", 3, true).with("idle", 0, false);

        StopApplicationsResult stopped = new StopApplications(platforms, record).run(incident);
        StopApplicationsResult repeated = new StopApplications(platforms, record).run(incident);
        StartApplicationsResult started = new StartApplications(platforms, record).run(incident);

        assertThat(stopped.outcome()).isEqualTo(StopApplicationsResult.Outcome.STOPPED);
        assertThat(repeated.outcome()).isEqualTo(StopApplicationsResult.Outcome.STOPPED);
        assertThat(started.outcome()).isEqualTo(StartApplicationsResult.Outcome.STARTED);
        assertThat(applications.calls)
                .containsExactly(
                        "idle 0",
                        "api 0",
                        "database-proxy 0",
                        "idle 0",
                        "api 0",
                        "database-proxy 0",
                        "database-proxy 1",
                        "api 3",
                        "idle 0");
        assertThat(applications.look(incident.target()).get(1).testMode()).isTrue();
        assertThat(network.said).containsExactly("raise", "raise");
        assertThat(stopped.network().letIn()).containsExactly("let-everybody-in");
        assertThat(record.open()).singleElement().extracting(Change::kind).isEqualTo(Remembered.NETWORK_FENCE);
        assertThat(stopped.trouble()).isEmpty();
        assertThat(started.trouble()).isEmpty();
    }

    @Test
    void aNetworkThatCannotBeShutIsToldAndNothingIsLeftToGiveBack() {
        network.refuses = "no right";

        StopApplicationsResult stopped = new StopApplications(platforms, record).run(incident);

        assertThat(stopped.outcome()).isEqualTo(StopApplicationsResult.Outcome.STOPPED);
        assertThat(stopped.network()).hasToString("NetworkWall[state=NOT_UP, letIn=[], why=no right]");
        assertThat(record.open()).isEmpty();
    }

    @Test
    void aNetworkThatWasShutBeforeIsGivenBackAlsoWhenItIsRefusedNow() {
        new StopApplications(platforms, record).run(incident);
        network.refuses = "no right any more";

        new StopApplications(platforms, record).run(incident);

        assertThat(record.open()).singleElement().extracting(Change::kind).isEqualTo(Remembered.NETWORK_FENCE);
    }

    @Test
    void anApplicationThatDoesNotStopIsNamed() {
        applications.with("api", 3, false).stubborn = true;

        StopApplicationsResult stopped = new StopApplications(platforms, record, Duration.ZERO).run(incident);

        assertThat(stopped.outcome()).isEqualTo(StopApplicationsResult.Outcome.STILL_RUNNING);
        assertThat(stopped.running())
                .singleElement()
                .hasToString("ApplicationState[name=api, wanted=0, running=3, testMode=false]");
        assertThat(stopped.trouble().orElseThrow())
                .hasMessage("these applications still run 0 s after they were told to stop: api (3 replicas)\nHINT: the"
                        + " fence keeps their writes out meanwhile; stop them by hand, then choose 'try again'.");
    }

    @Test
    void thePageComesBackByteForByte() {
        ShowMaintenanceResult shown = new ShowMaintenance(platforms, record).run(incident);
        new ShowMaintenance(platforms, record).run(incident);
        HideMaintenanceResult hidden = new HideMaintenance(platforms, record).run(incident);

        assertThat(shown.outcome()).isEqualTo(ShowMaintenanceResult.Outcome.SHOWN);
        assertThat(hidden.outcome()).isEqualTo(HideMaintenanceResult.Outcome.HIDDEN);
        assertThat(hidden.now()).isEqualTo(new FrontPage.Page("home", false));
        assertThat(record.open()).isEmpty();
    }

    @Test
    void aPageThatCustomersDoNotSeeIsNoSuccess() {
        page.stuck = true;

        ShowMaintenanceResult shown = new ShowMaintenance(platforms, record).run(incident);

        assertThat(shown.outcome()).isEqualTo(ShowMaintenanceResult.Outcome.NOT_SHOWN);
        assertThat(shown.trouble().orElseThrow()).hasMessageStartingWith("customers do not see the maintenance page: ");
    }

    @Test
    void anApplicationThatSomebodyDeletedMeanwhileIsNotCalledStarted() {
        applications.with("api", 3, false).with("report", 1, false);
        new StopApplications(platforms, record).run(incident);
        applications.without("report");

        StartApplicationsResult started = new StartApplications(platforms, record).run(incident);

        assertThat(started.outcome()).isEqualTo(StartApplicationsResult.Outcome.NOT_STARTED);
        assertThat(started.trouble().orElseThrow()).hasMessageContaining("report");
        assertThat(record.open())
                .filteredOn(change -> change.kind().equals(Remembered.APPLICATION))
                .extracting(Change::subject)
                .containsExactly("report");
    }

    @Test
    void anotherPageThanBeforeIsNoSuccess() {
        new ShowMaintenance(platforms, record).run(incident);
        page.hideMaintenance(incident.target());
        page.shown = "somebody's page";
        page.showMaintenance(incident.target());

        HideMaintenanceResult hidden = new HideMaintenance(platforms, record).run(incident);

        assertThat(hidden.outcome()).isEqualTo(HideMaintenanceResult.Outcome.DIFFERENT_PAGE);
        assertThat(hidden.trouble().orElseThrow())
                .hasMessageStartingWith("customers do not see the page which they saw before the incident. Before: ");
        assertThat(record.open()).hasSize(1);
    }

    @Test
    void aMaintenancePageThatWasUpBeforeStaysUp() {
        page.shown = "maintenance";

        new ShowMaintenance(platforms, record).run(incident);
        HideMaintenanceResult hidden = new HideMaintenance(platforms, record).run(incident);

        assertThat(hidden.outcome()).isEqualTo(HideMaintenanceResult.Outcome.HIDDEN);
        assertThat(page.shown).isEqualTo("maintenance");
    }
}
