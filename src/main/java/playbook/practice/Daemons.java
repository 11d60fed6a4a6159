package playbook.practice;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import playbook.incident.Await;
import playbook.incident.HintedException;

/**
 * The processes that a practice range leaves running, each in a session of its own. A process has a folder with its
 * {@code pid}, its {@code log} and, when it listens, its {@code address}.
 */
final class Daemons {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private Daemons() {}

    /** Does nothing when the folder's process runs already. */
    static void start(Path folder, List<String> command, Map<String, String> environment) {
        if (running(folder).isPresent()) {
            return;
        }
        List<String> argv = new ArrayList<>(Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of());
        argv.addAll(command);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve("address"));
            ProcessBuilder builder = new ProcessBuilder(argv)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()));
            builder.environment().putAll(environment);
            builder.environment().put("REPLICA_DIR", folder.toString());
            long pid = builder.start().pid();
            Files.writeString(folder.resolve("pid"), Long.toString(pid), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command + " in " + folder, e);
        }
    }

    /** SIGTERM, then SIGKILL after five seconds. */
    static void stop(Path folder) {
        running(folder).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(5, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("cannot wait for the end of process " + process.pid(), e);
            }
        });
        try {
            Files.deleteIfExists(folder.resolve("pid"));
            Files.deleteIfExists(folder.resolve("address"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy " + folder, e);
        }
    }

    static Optional<ProcessHandle> running(Path folder) {
        Path file = folder.resolve("pid");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String pid = Home.read(file).strip();
        // A pid file outlives a reboot: another program may have the number then.
        return pid.matches("\\d+")
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .filter(Daemons::ours)
                : Optional.empty();
    }

    private static boolean ours(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("java") || command.endsWith("setsid"))
                .orElse(true);
    }

    static String awaitAddress(Path folder, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Path address = folder.resolve("address");
            if (Files.isRegularFile(address)) {
                return Home.read(address).strip();
            }
            if (running(folder).isEmpty()) {
                break;
            }
            Await.pause(Duration.ofMillis(50));
        }
        throw new HintedException(
                "the process of " + folder + " does not listen after " + patience.toSeconds() + " s",
                "its log says why: " + folder.resolve("log"));
    }
}
