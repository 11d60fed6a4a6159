package playbook.platform.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** The detached process of a replica, with its folder: {@code pid}, {@code address} and {@code log}. */
final class ReplicaProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ReplicaProcess() {}

    static void stop(List<LocalDeployment.Replica> replicas) throws IOException {
        ForeignProcesses.end(
                () -> replicas.stream()
                        .flatMap(replica -> ForeignProcesses.sessionOf(replica.pid()).stream())
                        .toList(),
                PATIENCE);
        for (LocalDeployment.Replica replica : replicas) {
            Files.deleteIfExists(replica.folder().resolve("pid"));
            Files.deleteIfExists(replica.folder().resolve("address"));
        }
    }

    static void start(Path replica, LocalDeployment.Description description) {
        try {
            Files.createDirectories(replica);
            Files.deleteIfExists(replica.resolve("address"));
            Files.deleteIfExists(replica.resolve("pid"));
            // The shell becomes the replica, so the number it wrote stays right, also when we die in between.
            List<String> command = new ArrayList<>(List.of(
                    "setsid", "--fork", "sh", "-c", "echo $$ >pid.new && mv pid.new pid && exec \"$@\"", "replica"));
            command.addAll(description.command());
            int code = builder(command, replica, description)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            replica.resolve("log").toFile()))
                    .start()
                    .waitFor();
            long limit = System.nanoTime() + PATIENCE.toNanos();
            while (code == 0 && !Files.exists(replica.resolve("pid")) && System.nanoTime() < limit) {
                Await.pause(ForeignProcesses.LOOK_AGAIN);
            }
            if (!Files.exists(replica.resolve("pid"))) {
                throw new HintedException(
                        "replica " + replica + " did not start, code " + code, "its log: " + replica.resolve("log"));
            }
        } catch (IOException e) {
            throw new HintedException(
                    "cannot start the replica in " + replica + ": " + e.getMessage(),
                    "may this user write there, and is there room on its disk? When it is mended, choose 'try again'.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + replica, e);
        }
    }

    private static ProcessBuilder builder(List<String> command, Path replica, LocalDeployment.Description description) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(replica.toFile()).redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> !List.of("PATH", "HOME", "LANG", "TZ").contains(name));
        environment.putAll(LocalDeployment.environment(replica, description));
        return builder;
    }
}
