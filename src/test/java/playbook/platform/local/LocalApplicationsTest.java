package playbook.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.LocalRange;

/** With a small program in the place of the application. */
class LocalApplicationsTest {

    @TempDir
    Path root;

    private Path folder;
    private ConfiguredTargets targets;
    private Target target;
    private LocalApplications applications;

    @BeforeEach
    void deploy() throws IOException {
        targets = LocalRange.targets(root);
        target = targets.named("noa");
        applications = new LocalApplications(targets);
        folder = Files.createDirectories(root.resolve("apps/api"));
        deploy("echo 127.0.0.1:1 >address; echo \"mode ${TEST_MODE:-usual} secret ${SECRET:-none}\"; exec sleep 600");
    }

    private void deploy(String program) {
        new LocalDeployment(folder)
                .describe(new LocalDeployment.Description(
                        "api",
                        2,
                        false,
                        List.of("sh", "-c", program),
                        Map.of("COLOUR", "green"),
                        List.of("sh", "-c", "echo whole $COLOUR; exit 3")));
    }

    @AfterEach
    void end() {
        deploy("exit 0");
        applications.scale(target, "api", 0, false);
    }

    @Test
    void allReplicasStartAndStop() {
        applications.scale(target, "api", 2, false);
        assertThat(state()).isEqualTo(new ApplicationState("api", 2, 2, false));
        await().untilAsserted(
                        () -> assertThat(applications.addresses(target, "api")).hasSize(2));
        List<Long> pids = pids();

        applications.scale(target, "api", 0, false);
        assertThat(state()).isEqualTo(new ApplicationState("api", 0, 0, false));
        assertThat(pids).hasSize(2).noneMatch(LocalApplicationsTest::alive);
        assertThat(applications.addresses(target, "api")).isEmpty();
    }

    @Test
    void askingAgainStartsNothingTwice() {
        applications.scale(target, "api", 2, false);
        List<Long> pids = pids();
        applications.scale(target, "api", 2, false);

        assertThat(pids()).isEqualTo(pids);
    }

    @Test
    void testModeStartsThemAnew() {
        applications.scale(target, "api", 2, false);
        List<Long> usual = pids();
        applications.scale(target, "api", 1, true);

        assertThat(state()).isEqualTo(new ApplicationState("api", 1, 1, true));
        assertThat(usual).noneMatch(LocalApplicationsTest::alive);
        await().untilAsserted(() ->
                assertThat(folder.resolve("replica-0/log")).content().endsWith("mode true secret none\n"));
    }

    @Test
    void aCrashedReplicaIsSeenAndStartedAgain() {
        applications.scale(target, "api", 2, false);
        List<Long> pids = pids();
        ProcessHandle.of(pids.get(0)).ifPresent(ProcessHandle::destroyForcibly);
        await().untilAsserted(() -> assertThat(state().running()).isEqualTo(1));
        assertThat(state().wanted()).isEqualTo(2);

        applications.scale(target, "api", 2, false);
        assertThat(state().running()).isEqualTo(2);
        assertThat(pids()).contains(pids.get(1)).doesNotContain(pids.get(0));
    }

    @Test
    void anotherStartOfTheProductFindsTheSameReplicas() {
        applications.scale(target, "api", 2, false);
        List<Long> pids = pids();
        // What kill -9 leaves is what is on the disk.
        applications = new LocalApplications(targets);
        assertThat(state().running()).isEqualTo(2);

        applications.scale(target, "api", 0, false);
        assertThat(pids).noneMatch(LocalApplicationsTest::alive);
    }

    @Test
    void aWishThatWasCutOffIsFinishedByRepeatingIt() throws IOException {
        applications.scale(target, "api", 1, false);
        List<Long> pids = pids();
        // The wish was written, the second replica was begun and had not yet written its number.
        Files.createDirectories(folder.resolve("replica-1"));
        Files.writeString(folder.resolve("replica-1/pid.new"), "1");
        applications.scale(target, "api", 2, false);

        assertThat(state().running()).isEqualTo(2);
        assertThat(pids()).containsAll(pids);
    }

    @Test
    void theNumberOfAnotherProcessIsNeitherCountedNorStopped() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    Files.createDirectories(folder.resolve("replica-0")).resolve("pid"), stranger.pid() + "\n");
            assertThat(state().running()).isZero();

            applications.scale(target, "api", 0, false);
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whoIgnoresTheRequestToEndIsEnded() {
        deploy("trap '' TERM; echo 127.0.0.1:1 >address; while :; do sleep 600; done");
        applications.scale(target, "api", 1, false);
        await().untilAsserted(
                        () -> assertThat(folder.resolve("replica-0/address")).exists());
        List<Long> pids = pids();
        applications.scale(target, "api", 0, false);

        assertThat(pids).hasSize(1).noneMatch(LocalApplicationsTest::alive);
    }

    @Test
    void theDataTestRunsInAReplicaAndItsCodeIsAFinding() {
        LocalJobs jobs = new LocalJobs(targets);
        Job job = Job.inApplication("data-test", target, "api", List.of(), Duration.ofSeconds(30));
        assertThatThrownBy(() -> jobs.start(job))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("api has no running replica")
                .hasMessageContaining("HINT: start it first");
        applications.scale(target, "api", 1, false);
        jobs.start(job);
        await().until(() -> jobs.look(target, "data-test").ended());

        JobStatus ended = jobs.look(target, "data-test");
        assertThat(ended.state()).isEqualTo(JobStatus.State.SUCCEEDED);
        assertThat(ended.result()).isEqualTo("{\"exitCode\":3}\n");
        assertThat(ended.logTail()).isEqualTo("whole green");
    }

    @Test
    void anApplicationThatIsNotConfiguredIsNotTouched() {
        assertThatThrownBy(() -> applications.scale(target, "other", 0, false))
                .isInstanceOf(HintedException.class)
                .hasMessage("application 'other' is not one of [api]\n"
                        + "HINT: playbook.targets.noa.applications names those that may be touched");
    }

    private ApplicationState state() {
        return applications.look(target).get(0);
    }

    private List<Long> pids() {
        return new LocalDeployment(folder)
                .running().stream().map(LocalDeployment.Replica::pid).toList();
    }

    /** One that ended and that nobody has asked for its code does not count. */
    private static boolean alive(long pid) {
        return ForeignProcesses.sessionOf(pid).contains(pid);
    }
}
