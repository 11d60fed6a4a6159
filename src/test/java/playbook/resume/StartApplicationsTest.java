package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.ScriptedApplications;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.ScriptedPlatform;

/** Started is what runs as it ran before, not what was told to start. */
class StartApplicationsTest {

    private final InMemoryRecord record = new InMemoryRecord();
    private final ScriptedApplications applications = new ScriptedApplications();
    private final Incident incident = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("pgpass"), List.of("api"), true),
            Instant.EPOCH,
            "olga",
            Instant.EPOCH);

    @Test
    void replicasThatDoNotComeAreNamedAndStayRemembered() {
        ran("api", 3, false);
        applications.with("api", 0, false).stubborn = true;

        StartApplicationsResult started = start();

        assertThat(started.outcome()).isEqualTo(StartApplicationsResult.Outcome.NOT_STARTED);
        assertThat(started.trouble().orElseThrow()).hasMessageContaining("different: api (0 of 3 replicas)");
        assertThat(record.open()).hasSize(1);
    }

    @Test
    void whatSomebodyDeployedMeanwhileIsLeftAsItIs() {
        ran("api", 3, false);
        applications.with("api", 0, false).with("hotfix", 2, false);

        assertThat(start().outcome()).isEqualTo(StartApplicationsResult.Outcome.STARTED);
        assertThat(applications.calls).containsExactly("api 3");
        assertThat(record.open()).isEmpty();
    }

    private void ran(String name, int replicas, boolean testMode) {
        record.remember(
                incident, Remembered.APPLICATION, name, new ApplicationState(name, replicas, replicas, testMode));
    }

    private StartApplicationsResult start() {
        return new StartApplications(ScriptedPlatform.of(applications), record, Duration.ZERO).run(incident);
    }
}
