package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.ConfiguredTargets;

/** Applications on this machine: a folder each with {@code deployment.json}, a detached process each replica. */
@Component
public class LocalApplications implements Applications {

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
            ReplicaProcess.stop(deployment.running().stream()
                    .filter(replica -> replica.inTestMode() != testMode || number(replica.folder()) >= replicas)
                    .toList());
            for (int i = 0; i < replicas; i++) {
                if (deployment.running(IntStream.of(i)).isEmpty()) {
                    ReplicaProcess.start(deployment.replica(i), wished);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot scale " + application + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        return deployment(target, application).running().stream()
                .flatMap(replica -> TextFile.read(replica.folder().resolve("address")).stream())
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
                    .flatMap(log -> ApplicationLog.errors(log, marker, since).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the logs of " + application + ": " + e.getMessage(), e);
        }
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
