package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.ScriptedApplications;
import playbook.freeze.ScriptedPage;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.NetworkFence;
import playbook.platform.NetworkWall;
import playbook.platform.ScriptedPlatform;
import playbook.postgres.HorizonPin;
import playbook.postgres.WriteFence;

/** What is forgotten here stays changed for ever: only what is seen as before may be. */
class GivenBackTest {

    private static final Target TARGET =
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of(), true);

    private final InMemoryRecord changes = new InMemoryRecord();
    private final ScriptedApplications applications = new ScriptedApplications();
    private final ScriptedPage page = new ScriptedPage();
    private final Incident incident = new Incident("DL-2026-0001", TARGET, Instant.EPOCH, "olivia", Instant.EPOCH);
    private boolean wall = true;

    @Test
    void eachDifferenceIsToldAndStaysRemembered() {
        remember(Remembered.APPLICATION, "api", new ApplicationState("api", 2, 2, false));
        remember(Remembered.APPLICATION, "web", new ApplicationState("web", 2, 2, false));
        remember(Remembered.APPLICATION, "gone", new ApplicationState("gone", 1, 1, false));
        remember(Remembered.TEST_REPLICA, "test", "{}");
        remember(Remembered.NETWORK_FENCE, incident.key(), "none");
        remember(Remembered.FRONT_PAGE, "noa", page.look(TARGET));
        remember(Remembered.SLOT, "playbook_pin", "none");
        remember("somethingNew", "x", "y");
        applications.with("other", 2, false).with("api", 2, true).with("test", 1, true);
        applications.with("web", 0, false).stubborn = true;
        applications.scale(TARGET, "web", 2, false);
        page.showMaintenance(TARGET);

        GivenBack.Look look = look(incident);

        assertThat(look.seen()).isEmpty();
        assertThat(look.different())
                .extracting(each -> each.replaceFirst(" \\(changed at .*", ""))
                .satisfiesExactly(
                        api -> assertThat(api)
                                .isEqualTo("application api: is 2 of 2 replicas running, in test mode, was 2 of 2"
                                        + " replicas running"),
                        web -> assertThat(web)
                                .isEqualTo("application web: is 0 of 2 replicas running, was 2 of 2 replicas running"),
                        gone -> assertThat(gone)
                                .isEqualTo("application gone: no longer exists, was 1 of 1 replicas running"),
                        test -> assertThat(test)
                                .isEqualTo("testReplica test: is still in test mode: 1 of 1 replicas running, in test"
                                        + " mode"),
                        network ->
                                assertThat(network).endsWith(": is still up and keeps applications from the database"),
                        front -> assertThat(front).startsWith("frontPage noa: is Page[sha256=maintenance, "),
                        slot -> assertThat(slot).startsWith("replicationSlot playbook_pin: cannot be checked: "),
                        unknown -> assertThat(unknown).isEqualTo("somethingNew x: was \"y\""));
        assertThat(changes.open()).hasSize(8);
    }

    @Test
    void whatIsAsBeforeIsSeenAndForgottenButNotThatOfAnotherIncident() {
        Incident other = new Incident("DL-2026-0002", TARGET, Instant.EPOCH, "olivia", Instant.EPOCH);
        changes.remember(other, Remembered.NETWORK_FENCE, other.key(), "none");
        remember(Remembered.NETWORK_FENCE, incident.key(), "none");
        wall = false;

        GivenBack.Look look = look(incident);

        assertThat(look.different()).isEmpty();
        assertThat(look.seen()).containsExactly("networkFence DL-2026-0001");
        assertThat(changes.open())
                .singleElement()
                .satisfies(change -> assertThat(change.incidentKey()).isEqualTo(other.key()));
    }

    private void remember(String kind, String subject, Object before) {
        changes.remember(incident, kind, subject, before);
    }

    private GivenBack.Look look(Incident of) {
        NetworkFence network = new NetworkFence() {
            @Override
            public boolean isThere(Target target) {
                return true;
            }

            @Override
            public NetworkWall raise(Target target, String incidentKey, boolean testReplica) {
                throw new AssertionError("only looks");
            }

            @Override
            public void lower(Target target, String incidentKey) {
                throw new AssertionError("only looks");
            }

            @Override
            public boolean isUp(Target target, String incidentKey) {
                return wall;
            }
        };
        return new GivenBack(
                        changes,
                        new WriteFence((connection, from, to, own) -> Set.of()),
                        new HorizonPin(),
                        ScriptedPlatform.of(applications, page, network))
                .look(of);
    }
}
