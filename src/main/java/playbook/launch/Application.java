package playbook.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.platform.local.ForeignProcesses;

/** The playbook's own process, in a session of its own, which goes on when the launcher ends. */
final class Application {

    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);
    private static final Duration LONGEST_END = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** Writes its own number and becomes the application. */
    private static final String BECOME = "echo $$ >\"$1\"; shift; exec nohup \"$@\"";

    private final Call call;
    private final HomeFolder home;
    private final InstalledProgram program;
    private final EngineServer engine;
    private final Children children;

    Application(Call call, HomeFolder home, InstalledProgram program, EngineServer engine, Children children) {
        this.call = call;
        this.home = home;
        this.program = program;
        this.engine = engine;
        this.children = children;
    }

    Optional<ProcessHandle> process() {
        return PidFile.running(home.path().resolve("app.pid"), program.classPath());
    }

    boolean alive() {
        return process().isPresent();
    }

    /** Returns when it answers; nothing happens when it runs. */
    void start(String port, Consumer<String> say) {
        if (alive()) {
            return;
        }
        Instant begun = Instant.now();
        say.accept("Starting the playbook ...");
        Children.start(children.builder(command(port), program.environment())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
        Await.until(alive -> alive, Duration.ofSeconds(1), Duration.ofMillis(20), this::alive);
        HomeFolder.write(home.path().resolve("app.port"), port);
        while (!Health.answers(home)) {
            call.stopping().pause(BETWEEN_LOOKS);
            if (!alive()) {
                throw new HintedException("the playbook did not start", "its log is " + log() + AppLog.trouble(log()));
            }
            if (Duration.between(begun, Instant.now()).compareTo(LONGEST_START) > 0) {
                throw new HintedException(
                        "the playbook did not answer within " + LONGEST_START.toSeconds() + " s",
                        "its log is " + log());
            }
        }
        say.accept("The playbook answers after "
                + Duration.between(begun, Instant.now()).toSeconds() + " s.");
    }

    private Path log() {
        return home.path().resolve("app.log");
    }

    private List<String> command(String port) {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "bash",
                "-c",
                BECOME,
                "playbook",
                home.path().resolve("app.pid").toString(),
                InstalledProgram.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-cp",
                program.classPath(),
                "playbook.PlaybookApplication",
                "--spring.profiles.active=practice",
                "--spring.config.additional-location=file:" + home.range().resolve("target.yml"),
                "--playbook.home=" + home.application(),
                "--playbook.practice.passwords-directory=" + home.passwords(),
                "--server.port=" + port));
        command.addAll(engine.settings());
        return command;
    }

    /** Asks it to end, and ends it after a while. */
    void stop() {
        ForeignProcesses.end(() -> process().map(ProcessHandle::pid).stream().toList(), LONGEST_END);
        HomeFolder.forget(home.path().resolve("app.pid"));
    }

    /** Waits while one that runs here is on its way up, or down. */
    void awaitDecision() {
        if (!alive() || Health.answers(home)) {
            return;
        }
        call.say("A playbook that runs here does not answer: waiting until it does, or has ended ...");
        boolean decided = Await.until(is -> is, LONGEST_SILENCE, BETWEEN_LOOKS, () -> !alive() || Health.answers(home));
        if (!decided) {
            throw new HintedException(
                    "the playbook (process " + process().map(ProcessHandle::pid).orElse(0L)
                            + ") runs but has not answered for " + LONGEST_SILENCE.toSeconds() + " s",
                    "its log is " + log() + "; " + call.command() + " stop ends it");
        }
    }
}
