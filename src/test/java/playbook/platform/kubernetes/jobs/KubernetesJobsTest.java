package playbook.platform.kubernetes.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInPod;
import playbook.platform.kubernetes.TestCluster;

class KubernetesJobsTest {

    private static final String SHORT = "playbook/platform/short.sh";
    private static final String LONG = "playbook/platform/long.sh";
    private static final String SERVE = "playbook/platform/serve.sh";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private TestCluster test;
    private KubernetesJobs jobs;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        jobs = test.jobs();
    }

    @AfterEach
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void aScriptEndsWithItsCodeItsProgressItsResultAndItsLog() {
        String what = "it's $HOME $(id); \"quoted\" `id`\n";
        jobs.start(script("short", SHORT, Map.of("WHAT", what), MINUTE));

        JobStatus status = ended("short");
        assertThat(status.state()).as(status.logTail()).isEqualTo(State.SUCCEEDED);
        assertThat(status.exitCode()).isZero();
        assertThat(status.done()).isEqualTo(3);
        assertThat(status.total()).isEqualTo(7);
        assertThat(status.unit()).isEqualTo("rows");
        assertThat(status.result()).isEqualTo("{\"ok\":true}\n");
        assertThat(status.logTail())
                .contains("it's $HOME $(id); \"quoted\" `id`")
                .doesNotContain("progress")
                .doesNotContain("::playbook::");
        assertThat(status.startedAt()).isBeforeOrEqualTo(status.endedAt());
    }

    @Test
    void theJobHasTheLeastThatItNeeds() {
        await().until(() -> test.cluster.running().contains("database/postgres-0"));
        jobs.start(script("least", SHORT, Map.of("WHAT", ""), MINUTE).writing(Job.Storage.BACKUPS));

        var spec = test.cluster
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("database")
                .withName("least")
                .get()
                .getSpec();
        assertThat(spec.getBackoffLimit()).isZero();
        assertThat(spec.getTtlSecondsAfterFinished()).isNull();
        assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(960);
        var pod = spec.getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(999);
        var container = pod.getContainers().get(0);
        assertThat(container.getImage()).isEqualTo("docker.io/library/stand-in@sha256:" + "0".repeat(64));
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getVolumeMounts())
                .filteredOn(mount -> !mount.getReadOnly())
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder("/playbook/backups", "/playbook/work", "/playbook/private");
        assertThat(container.getEnv().toString()).doesNotContain("recovery:secret");
        // The server calls its data directory by this name.
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/var/lib/postgresql/data");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("PLAYBOOK_DATA"))
                .extracting(variable -> variable.getValue())
                .containsExactly("/var/lib/postgresql/data/pgdata");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().startsWith("PLAYBOOK_REPOSITORY"))
                .extracting(variable -> variable.getValue())
                .containsExactly("folder");
    }

    @Test
    void aFailingScriptTellsItsCode() {
        jobs.start(script("failing", SHORT, Map.of("WHAT", "", "CODE", "7"), MINUTE));

        assertThat(ended("failing").state()).isEqualTo(State.FAILED);
        assertThat(jobs.look(test.target, "failing").exitCode()).isEqualTo(7);
    }

    @Test
    void aSecondStartFindsTheFirst() throws IOException {
        Job job = script("twice", SHORT, Map.of("WHAT", ""), MINUTE);
        jobs.start(job);
        ended("twice");
        test.jobs().start(job);

        assertThat(Files.readString(folder("twice").resolve("starts"))).hasLineCount(1);
    }

    @Test
    void aLongResultComesWholeAlsoWhenTheLogWasLong() {
        jobs.start(script("long-result", "playbook/platform/result.sh", Map.of(), MINUTE));

        JobStatus status = ended("long-result");
        assertThat(status.result()).hasSize(3_000_000 + 1).startsWith("xxx");
    }

    @Test
    void cancelEndsItAndItNeverBeginsAgain() {
        Job job = script("endless", LONG, Map.of(), MINUTE);
        jobs.start(job);
        long deaf = deafPid("endless");

        jobs.cancel(test.target, "endless");

        assertThat(StandInPod.alive(deaf)).isFalse();
        assertThat(jobs.look(test.target, "endless").state()).isEqualTo(State.CANCELLED);
        jobs.start(job);
        assertThat(jobs.look(test.target, "endless").state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void whatWasCancelledBeforeItsStartDoesNotBegin() {
        jobs.cancel(test.target, "never");
        jobs.start(script("never", SHORT, Map.of("WHAT", ""), MINUTE));

        assertThat(jobs.look(test.target, "never").state()).isEqualTo(State.CANCELLED);
        assertThat(test.cluster
                        .client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void theDeadlineEndsIt() {
        jobs.start(script("late", LONG, Map.of(), Duration.ofSeconds(1)));

        JobStatus status = ended("late");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.logTail()).contains("ended by its deadline of 1 s; HINT: read the log above");
    }

    @Test
    void anEvictedPodIsLostWithTheReason() {
        jobs.start(script("evicted", LONG, Map.of(), MINUTE));
        deafPid("evicted");

        test.cluster.evict(pod("evicted"));

        JobStatus status = ended("evicted");
        assertThat(status.state()).isEqualTo(State.LOST);
        assertThat(status.logTail())
                .contains("its pod ended as Failed (Evicted: The node was low on resource: memory.)");
    }

    @Test
    void aJobThatSomebodyDeletedIsLostAndNotStartedAgain() throws IOException {
        Job job = script("deleted", LONG, Map.of(), MINUTE);
        jobs.start(job);
        deafPid("deleted");

        test.cluster
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("database")
                .withName("deleted")
                .delete();
        jobs.start(job);

        // Its pod may still be seen while it ends.
        JobStatus status = ended("deleted");
        assertThat(status.state()).isIn(State.FAILED, State.LOST);
        assertThat(status.logTail()).contains("somebody deleted it");
        await().until(() -> jobs.look(test.target, "deleted").state() == State.LOST);
        assertThat(jobs.look(test.target, "deleted").logTail())
                .isEqualTo("Job database/deleted is gone: somebody deleted it");
        assertThat(Files.readString(folder("deleted").resolve("starts"))).hasLineCount(1);
    }

    @Test
    void aPodThatIsMadeTwiceRunsOnce() throws IOException {
        jobs.start(script("pod-twice", LONG, Map.of(), MINUTE));
        deafPid("pod-twice");
        test.cluster
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("database")
                .withName("pod-twice")
                .delete();
        await().until(() -> test.cluster
                .client()
                .pods()
                .inNamespace("database")
                .withLabel("job-name")
                .list()
                .getItems()
                .isEmpty());
        test.cluster
                .client()
                .configMaps()
                .inNamespace("database")
                .withName("pod-twice")
                .delete();

        jobs.start(script("pod-twice", LONG, Map.of(), MINUTE));

        assertThat(ended("pod-twice").logTail()).contains("it was begun before, and is not begun twice by itself");
        assertThat(Files.readString(folder("pod-twice").resolve("starts"))).hasLineCount(1);
    }

    @Test
    void anImageThatCannotBePulledIsToldWhileItWaits() throws IOException {
        try (TestCluster other = new TestCluster("registry.example/missing:1")) {
            KubernetesJobs there = other.jobs();
            there.start(Job.worker("pull", other.target, "nothing", "{}", Duration.ofMinutes(1)));

            await().untilAsserted(
                            () -> assertThat(there.look(other.target, "pull").heldUpBy())
                                    .startsWith("its pod waits: ImagePullBackOff")
                                    .contains("HINT: can the node pull that image"));
            assertThat(there.look(other.target, "pull").state()).isEqualTo(State.RUNNING);
            there.cancel(other.target, "pull");
            assertThat(there.look(other.target, "pull").state()).isEqualTo(State.CANCELLED);
        }
    }

    @Test
    void aServingJobHasSucceededWhileItsServerRunsAndEndsBeforeTheNextBegins() throws IOException {
        jobs.start(serving("serve-1"));
        JobStatus first = ended("serve-1");
        assertThat(first.state()).as(first.logTail()).isEqualTo(State.SUCCEEDED);
        long server = Long.parseLong(
                Files.readString(folder("serve-1").resolve("serving")).strip());
        assertThat(StandInPod.alive(server)).isTrue();
        jobs.forget(test.target, "serve-1");
        assertThat(StandInPod.alive(server)).isTrue();
        assertThat(first.result()).startsWith("127.77.");

        jobs.start(serving("serve-2"));
        assertThat(ended("serve-2").state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended("serve-2").result()).isEqualTo(first.result());
        assertThat(StandInPod.alive(server)).isFalse();

        jobs.endServing(test.target, "DL-2026-0001", "side");
        assertThat(test.cluster
                        .client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(test.cluster
                        .client()
                        .services()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .hasSize(1);
        assertThat(test.cluster
                        .client()
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(test.cluster
                        .client()
                        .configMaps()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void forgettingRemovesJobAndConfigMap() {
        jobs.start(script("gone", SHORT, Map.of("WHAT", ""), MINUTE));
        ended("gone");

        jobs.forget(test.target, "gone");

        assertThat(test.cluster
                        .client()
                        .configMaps()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(jobs.look(test.target, "gone").state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatACrashLeftIsRemovedAWeekLaterUnlessItRuns() {
        jobs.start(script("left", SHORT, Map.of("WHAT", ""), MINUTE));
        jobs.start(script("runs", LONG, Map.of(), MINUTE));
        ended("left");
        deafPid("runs");

        jobs.removeLeftOvers(test.target, Instant.now().plus(Duration.ofDays(6)));
        assertThat(jobs.look(test.target, "left").state()).isEqualTo(State.SUCCEEDED);

        await().untilAsserted(() -> {
            jobs.removeLeftOvers(test.target, Instant.now().plus(Duration.ofDays(8)));
            assertThat(jobs.look(test.target, "left").state()).isEqualTo(State.UNKNOWN);
        });
        assertThat(jobs.look(test.target, "runs").state()).isEqualTo(State.RUNNING);
    }

    private Job serving(String name) {
        return script(name, SERVE, Map.of("PLAYBOOK_INCIDENT", "DL-2026-0001"), MINUTE)
                .serving("side", 5432);
    }

    private Job script(String name, String resource, Map<String, String> environment, Duration deadline) {
        return Job.script(name, test.target, resource, new HashMap<>(environment), deadline);
    }

    private JobStatus ended(String name) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> jobs.look(test.target, name), JobStatus::ended);
    }

    private long deafPid(String job) {
        Path file = folder(job).resolve("deaf-pid");
        return Long.parseLong(await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(file) ? Files.readString(file).strip() : "", text -> !text.isEmpty()));
    }

    private Pod pod(String job) {
        List<Pod> pods = test.cluster
                .client()
                .pods()
                .inNamespace("database")
                .withLabel("job-name", job)
                .list()
                .getItems();
        return pods.get(0);
    }

    private Path folder(String name) {
        return test.root.resolve("work/jobs").resolve(name);
    }
}
