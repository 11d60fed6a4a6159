package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import playbook.incident.HintedException;

/** The folder of an application on this machine: {@code deployment.json} and a folder each replica. */
final class LocalDeployment {

    /** What is wished. */
    record Description(
            String name,
            int replicas,
            boolean testMode,
            List<String> command,
            Map<String, String> environment,
            List<String> integrityCommand) {}

    /** A replica that runs now. */
    record Replica(Path folder, long pid) {

        boolean inTestMode() {
            return Processes.hasEnvironment(pid, "TEST_MODE", "true");
        }
    }

    private final Path folder;

    LocalDeployment(Path folder) {
        this.folder = folder;
    }

    Path replica(int number) {
        return folder.resolve("replica-" + number);
    }

    Description description() {
        Path file = folder.resolve("deployment.json");
        try {
            return DeploymentJson.read(Files.readString(file));
        } catch (IOException e) {
            throw new HintedException(
                    "cannot read " + file + ": " + e, "is the application deployed in applications-directory?", e);
        }
    }

    void describe(Description description) {
        DurableFiles.write(
                folder.resolve("deployment.json"),
                DeploymentJson.write(description).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Also replicas above the wished number, which a crash may have left. */
    List<Replica> running() {
        try (Stream<Path> replicas = Files.list(folder)) {
            return replicas.filter(each -> each.getFileName().toString().matches("replica-\\d+"))
                    .sorted()
                    .flatMap(each -> running(each).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    List<Replica> running(IntStream numbers) {
        return numbers.mapToObj(this::replica)
                .flatMap(each -> running(each).stream())
                .toList();
    }

    /** A process number is used again: only who was started with this folder in its environment is the replica. */
    private static Optional<Replica> running(Path replica) {
        return Processes.text(replica.resolve("pid"))
                .map(String::strip)
                .filter(pid -> pid.matches("\\d{1,10}"))
                .map(Long::parseLong)
                .filter(pid -> Processes.hasEnvironment(pid, "REPLICA_DIR", replica.toString()))
                .map(pid -> new Replica(replica, pid));
    }

    /** Holds off other applications of ours on this machine while the number of replicas changes. */
    FileChannel lock() throws IOException {
        FileChannel lock =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock();
        return lock;
    }
}
