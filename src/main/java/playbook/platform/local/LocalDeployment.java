package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            List<String> integrityCommand) {

        /** Somebody writes the file by hand: what may be left out is empty then. */
        Description {
            environment = Objects.requireNonNullElse(environment, Map.of());
            integrityCommand = Objects.requireNonNullElse(integrityCommand, List.of());
        }
    }

    /** A replica that runs now. */
    record Replica(Path folder, long pid) {

        boolean inTestMode() {
            return ForeignProcesses.hasEnvironment(pid, "TEST_MODE", "true");
        }
    }

    /** A command inside a replica, with the application's own configuration. */
    record Command(Path replica, List<String> argv, Map<String, String> environment) {}

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

    /** @param argv empty for the data test that {@code deployment.json} names */
    Command inside(List<String> argv) {
        Description description = description();
        List<String> command = argv.isEmpty() ? description.integrityCommand() : argv;
        if (command.isEmpty()) {
            throw new HintedException(
                    "no data test of " + description.name() + " is configured",
                    "set checks.integrity-command of the target, or integrityCommand in " + folder
                            + "/deployment.json");
        }
        Replica replica = running().stream()
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        description.name() + " has no running replica to run " + command + " in",
                        "start it first; the logs are below " + replica(0)));
        return new Command(replica.folder(), command, environment(replica.folder(), description));
    }

    /** What a replica's processes find in their environment, beside what the machine gives to everybody. */
    static Map<String, String> environment(Path replica, Description description) {
        Map<String, String> environment = new LinkedHashMap<>(description.environment());
        environment.put("REPLICA_DIR", replica.toString());
        if (description.testMode()) {
            environment.put("TEST_MODE", "true");
        }
        return environment;
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
        return TextFile.read(replica.resolve("pid"))
                .map(String::strip)
                .filter(pid -> pid.matches("\\d{1,10}"))
                .map(Long::parseLong)
                .filter(pid -> ForeignProcesses.hasEnvironment(pid, "REPLICA_DIR", replica.toString()))
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
