package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.ConfiguredTargets;

/** Applications on this machine: a folder each with {@code deployment.json}, a detached process each replica. */
@Component
public class LocalApplications implements Applications {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final ConfiguredTargets targets;

    LocalApplications(ConfiguredTargets targets) {
        this.targets = targets;
    }

    @Override
    public List<ApplicationState> look(Target target) {
        return targets.folders(target).applicationOrder().stream()
                .map(name -> {
                    LocalDeployment deployment = deployment(target, name);
                    LocalDeployment.Description wished = deployment.description();
                    return new ApplicationState(
                            name, wished.replicas(), deployment.running().size(), wished.testMode());
                })
                .toList();
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public synchronized void scale(Target target, String application, int replicas, boolean testMode) {
        LocalDeployment deployment = deployment(target, application);
        try (var lock = deployment.lock()) {
            LocalDeployment.Description is = deployment.description();
            LocalDeployment.Description wished = new LocalDeployment.Description(
                    is.name(), replicas, testMode, is.command(), is.environment(), is.integrityCommand());
            if (!wished.equals(is)) {
                deployment.describe(wished);
            }
            stop(deployment.running().stream()
                    .filter(replica -> replica.inTestMode() != testMode || number(replica.folder()) >= replicas)
                    .toList());
            for (int i = 0; i < replicas; i++) {
                if (deployment.running(IntStream.of(i)).isEmpty()) {
                    start(deployment.replica(i), wished);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot scale " + application + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        return deployment(target, application).running().stream()
                .flatMap(replica -> Processes.text(replica.folder().resolve("address")).stream())
                .map(address -> URI.create("http://" + address.strip()))
                .toList();
    }

    @Override
    public boolean hasDataTest(Target target, String application, List<String> argv) {
        return !argv.isEmpty()
                || !deployment(target, application)
                        .description()
                        .integrityCommand()
                        .isEmpty();
    }

    @Override
    public List<String> errorsSince(Target target, String application, Instant since) {
        String marker = targets.folders(target).errorMarker();
        Path folder = targets.folders(target).applications().resolve(application);
        try (Stream<Path> replicas = Files.list(folder)) {
            return replicas.map(replica -> replica.resolve("log"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(log -> errors(log, marker, since).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the logs of " + application + ": " + e.getMessage(), e);
        }
    }

    /** A line without a time belongs to the last one before it that has one; before any, it counts. */
    private static List<String> errors(Path log, String marker, Instant since) {
        List<String> errors = new ArrayList<>();
        Instant at = Instant.MAX;
        for (String line : Processes.text(log).orElse("").lines().toList()) {
            int space = line.indexOf(' ');
            try {
                at = space > 0 ? Instant.parse(line.substring(0, space)) : at;
            } catch (DateTimeException noTime) {
                // A continuation line.
            }
            if (line.contains(marker) && !at.isBefore(since)) {
                errors.add(line);
            }
        }
        return errors;
    }

    private static void stop(List<LocalDeployment.Replica> replicas) throws IOException {
        Processes.end(
                () -> replicas.stream()
                        .flatMap(replica -> Processes.sessionOf(replica.pid()).stream())
                        .toList(),
                STOP_PATIENCE);
        for (LocalDeployment.Replica replica : replicas) {
            Files.deleteIfExists(replica.folder().resolve("pid"));
            Files.deleteIfExists(replica.folder().resolve("address"));
        }
    }

    private static void start(Path replica, LocalDeployment.Description description) {
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
            long limit = System.nanoTime() + STOP_PATIENCE.toNanos();
            while (code == 0 && !Files.exists(replica.resolve("pid")) && System.nanoTime() < limit) {
                Await.pause(Processes.LOOK_AGAIN);
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
                new ProcessBuilder(command).directory(replica.toFile()).redirectInput(new java.io.File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> !List.of("PATH", "HOME", "LANG", "TZ").contains(name));
        environment.putAll(LocalDeployment.environment(replica, description));
        return builder;
    }

    private static int number(Path replica) {
        return Integer.parseInt(replica.getFileName().toString().substring("replica-".length()));
    }

    private LocalDeployment deployment(Target target, String application) {
        if (!targets.folders(target).applicationOrder().contains(application)) {
            throw new HintedException(
                    "application '" + application + "' is not one of "
                            + targets.folders(target).applicationOrder(),
                    "playbook.targets." + target.name() + ".applications names those that may be touched");
        }
        return new LocalDeployment(targets.folders(target).applications().resolve(application));
    }
}
