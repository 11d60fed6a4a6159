package playbook.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.operation.ShortJobs;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.LocalRange;
import playbook.platform.RepositorySettings;
import playbook.platform.ScriptedPlatform;

class LocalJobsTest {

    private static final String SHORT = "playbook/platform/short.sh";
    private static final String LONG = "playbook/platform/long.sh";

    @TempDir
    Path root;

    private final List<String> names = new ArrayList<>();
    private ConfiguredTargets targets;
    private Target target;
    private LocalJobs jobs;

    @BeforeEach
    void configure() throws IOException {
        targets = LocalRange.targets(root);
        target = targets.named("noa");
        jobs = new LocalJobs(targets);
    }

    @AfterEach
    void end() {
        names.forEach(name -> jobs.cancel(target, name));
    }

    @Test
    void aScriptEndsWithItsCodeItsProgressItsResultAndItsLog() {
        String what = "it's $HOME; \"quoted\" `id`\n";
        jobs.start(script("short", SHORT, Map.of("WHAT", what), Duration.ofSeconds(30)));

        JobStatus status = ended("short");
        assertThat(status.state()).as(status.logTail()).isEqualTo(State.SUCCEEDED);
        assertThat(status.exitCode()).isZero();
        assertThat(status.done()).isEqualTo(3);
        assertThat(status.total()).isEqualTo(7);
        assertThat(status.unit()).isEqualTo("rows");
        assertThat(status.result()).isEqualTo("{\"ok\":true}\n");
        assertThat(status.logTail()).contains("it's $HOME; \"quoted\" `id`").doesNotContain("progress");
        assertThat(status.startedAt()).isBeforeOrEqualTo(status.endedAt());
        if (ServerUser.differs()) {
            assertThat(status.logTail()).contains("started as postgres");
        }
    }

    @Test
    void aJobsFolderHoldsAllThatItTakesToRunItAgainByHand() throws Exception {
        jobs.start(script("short", SHORT, Map.of("WHAT", "x"), Duration.ofSeconds(30)));
        assertThat(ended("short").state()).isEqualTo(State.SUCCEEDED);
        Path result = folder("short").resolve("result.json");
        Files.delete(result);

        Process byHand = new ProcessBuilder("bash", "-c", "source ./environment && exec bash ./command")
                .directory(folder("short").toFile())
                .redirectErrorStream(true)
                .start();

        String said = new String(byHand.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(byHand.waitFor()).as(said).isZero();
        assertThat(result).hasContent("{\"ok\":true}\n");
    }

    @Test
    void aJobFindsTheKindAndTheSettingsOfItsTargetsRepository() throws IOException {
        jobs = new LocalJobs(
                LocalRange.targets(root, new RepositorySettings("packed", Map.of("config-file", "/etc/it's.conf"))));
        jobs.start(script("short", SHORT, Map.of("WHAT", ""), Duration.ofSeconds(30)));

        assertThat(ended("short").state()).isEqualTo(State.SUCCEEDED);
        assertThat(Files.readAllLines(folder("short").resolve("environment")))
                .contains(
                        "export PLAYBOOK_REPOSITORY=packed",
                        "export PLAYBOOK_REPOSITORY_CONFIG_FILE='/etc/it'\\''s.conf'");
    }

    /** Whoever asked would have taken its empty answer for the answer; the engine asks once more instead. */
    @Test
    void aShortJobWhoseProcessesAreKilledIsNoAnswer() throws Exception {
        Incident incident = new Incident("DL-2026-0001", target, Instant.now(), "olivia", Instant.now());
        var thread = Executors.newSingleThreadExecutor();
        try {
            Future<JobStatus> asked =
                    thread.submit(() -> new ShortJobs(ScriptedPlatform.of(jobs)).run(incident, "look", LONG, Map.of()));
            String name = await().atMost(Duration.ofSeconds(20)).until(this::onlyJob, job -> !job.isEmpty());
            names.add(name);
            pid(name, "deaf-pid");
            ProcessIdentity.read(folder(name).resolve("pid"))
                    .orElseThrow()
                    .session()
                    .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            assertThatThrownBy(asked::get)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was killed before its end")
                    .hasMessageContaining("HINT: the step is tried again automatically");
        } finally {
            thread.shutdownNow();
        }
    }

    private String onlyJob() throws IOException {
        Path folders = targets.home().resolve("jobs");
        if (!Files.isDirectory(folders)) {
            return "";
        }
        try (var jobs = Files.list(folders)) {
            return jobs.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("dl-2026-0001-look-"))
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void aFailingScriptTellsItsCode() {
        jobs.start(script("failing", SHORT, Map.of("WHAT", "", "CODE", "7"), Duration.ofSeconds(30)));

        assertThat(ended("failing").state()).isEqualTo(State.FAILED);
        assertThat(jobs.look(target, "failing").exitCode()).isEqualTo(7);
    }

    @Test
    void manyStartersStartOnce() throws Exception {
        Job job = script("race", SHORT, Map.of("WHAT", ""), Duration.ofSeconds(30));
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> starters = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                starters.add(() -> {
                    // A second application has its own objects and shares only the disk.
                    new LocalJobs(targets).start(job);
                    return null;
                });
            }
            for (Future<Void> starter : threads.invokeAll(starters)) {
                starter.get();
            }
        } finally {
            threads.shutdownNow();
        }

        ended("race");
        jobs.start(job);
        assertThat(folder("race").resolve("starts")).content().hasLineCount(1);
        try (var left = Files.list(targets.home().resolve("jobs"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aFolderWhoseStarterDiedBeforeTheLaunchIsLaunchedByTheNext() throws IOException {
        Job job = script("half", SHORT, Map.of("WHAT", ""), Duration.ofSeconds(30));
        jobs.start(job);
        ended("half");
        for (String file : List.of("pid", "exit", "started", "ended", "starts", "result.json")) {
            Files.delete(folder("half").resolve(file));
        }
        assertThat(jobs.look(target, "half").state()).isEqualTo(State.UNKNOWN);

        jobs.start(job);

        assertThat(ended("half").state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void cancelEndsTheWholeSessionAlsoWhoDoesNotListen() {
        jobs.start(script("endless", LONG, Map.of(), Duration.ofMinutes(5)));
        long deaf = pid("endless", "deaf-pid");

        jobs.cancel(target, "endless");

        assertThat(ProcessHandle.of(deaf).filter(LocalJobsTest::running)).isEmpty();
        assertThat(jobs.look(target, "endless").state()).isEqualTo(State.CANCELLED);
        jobs.start(script("endless", LONG, Map.of(), Duration.ofMinutes(5)));
        assertThat(jobs.look(target, "endless").state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aJobThatWasKilledIsLostAndNotStartedAgain() {
        Job job = script("killed", LONG, Map.of(), Duration.ofMinutes(5));
        jobs.start(job);
        pid("killed", "deaf-pid");
        var leader = ProcessIdentity.read(folder("killed").resolve("pid")).orElseThrow();

        ProcessHandle.of(leader.pid()).orElseThrow().destroyForcibly();
        await().until(() -> !leader.alive());
        assertThat(jobs.look(target, "killed").state()).isEqualTo(State.RUNNING);

        leader.session().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().until(() -> jobs.look(target, "killed").ended());
        jobs.start(job);
        assertThat(jobs.look(target, "killed").state()).isEqualTo(State.LOST);
        assertThat(folder("killed").resolve("starts")).content().hasLineCount(1);
    }

    @Test
    void aReusedProcessNumberIsNotTheJob() throws IOException {
        jobs.start(script("reused", LONG, Map.of(), Duration.ofMinutes(5)));
        pid("reused", "deaf-pid");
        jobs.cancel(target, "reused");
        Files.deleteIfExists(folder("reused").resolve("exit"));
        Files.delete(folder("reused").resolve("cancelled"));
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
        Files.writeString(
                folder("reused").resolve("pid"), ProcessHandle.current().pid() + " 1 " + boot);

        assertThat(jobs.look(target, "reused").state()).isEqualTo(State.LOST);
    }

    @Test
    void theDeadlineEndsAJobWithoutUs() {
        jobs.start(script("late", LONG, Map.of(), Duration.ofSeconds(1)));

        JobStatus status = ended("late");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.logTail())
                .isEqualTo("ended by its deadline of 1 s; HINT: read the log above for what it was waiting for");
        long deaf = pid("late", "deaf-pid");
        await().untilAsserted(() -> assertThat(ProcessHandle.of(deaf).filter(LocalJobsTest::running))
                .isEmpty());
    }

    @Test
    void aJobOutlivesTheApplicationThatStartedIt() throws Exception {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        root.toString())
                .inheritIO()
                .start();
        try {
            names.add("survivor");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(folder("survivor").resolve("deaf-pid")));
        } finally {
            application.destroyForcibly().waitFor();
        }

        assertThat(jobs.look(target, "survivor").state()).isEqualTo(State.RUNNING);
        jobs.start(script("survivor", LONG, Map.of(), Duration.ofMinutes(5)));
        assertThat(folder("survivor").resolve("starts")).content().hasLineCount(1);
        jobs.cancel(target, "survivor");
        assertThat(jobs.look(target, "survivor").state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void theWorkerStartsFromTheClassPathAndNamesItsTasks() {
        names.add("worker");
        jobs.start(Job.worker("worker", target, "nothing", "{}", Duration.ofMinutes(1)));

        JobStatus status = ended("worker");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.logTail())
                .startsWith("there is no worker task 'nothing'; registered: [")
                .endsWith("HINT: register its class in playbook.Worker");
    }

    /** A second application which starts a job and is killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws Exception {
            ConfiguredTargets targets = LocalRange.targets(Path.of(arguments[0]));
            new LocalJobs(targets)
                    .start(Job.script("survivor", targets.named("noa"), LONG, Map.of(), Duration.ofMinutes(5)));
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    private Job script(String name, String resource, Map<String, String> environment, Duration deadline) {
        names.add(name);
        return Job.script(name, target, resource, environment, deadline);
    }

    private JobStatus ended(String name) {
        return await().atMost(Duration.ofSeconds(40)).until(() -> jobs.look(target, name), JobStatus::ended);
    }

    private long pid(String job, String file) {
        return Long.parseLong(await().atMost(Duration.ofSeconds(20))
                .until(() -> TextFile.read(folder(job).resolve(file)).orElse("").strip(), text -> !text.isEmpty()));
    }

    private static boolean running(ProcessHandle process) {
        return !TextFile.read(Path.of("/proc", Long.toString(process.pid()), "stat"))
                .orElse(") Z")
                .contains(") Z");
    }

    private Path folder(String name) {
        return targets.home().resolve("jobs").resolve(name);
    }
}
