package playbook.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.incident.SideInstanceRemoved;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;

/** Stops the side server and removes its folders, and nothing that a restore did not make. */
@Component
public class RemoveSideInstance implements ShortStep {

    /** There is one way to end well; everything else throws. */
    public enum Outcome {
        REMOVED
    }

    private final Evidence evidence;

    RemoveSideInstance(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "removeSideInstance";
    }

    @Override
    public StepResult run(Incident incident) {
        return StepResult.of(Outcome.REMOVED, remove(incident));
    }

    SideInstanceRemoved remove(Incident incident) {
        Optional<SideInstance> side = evidence.find(incident, SideInstance.class);
        side.ifPresent(RemoveSideInstance::remove);
        return new SideInstanceRemoved(side.map(SideInstance::dataDirectory).orElse(""));
    }

    static void remove(SideInstance side) {
        Path data = Path.of(side.dataDirectory());
        Path work = data.getParent();
        if (work == null || !data.endsWith("side")) {
            throw new HintedException(data + " is not the folder of a side instance.", "remove it by hand.");
        }
        if (!Files.exists(work.resolve("side.backup"))) {
            if (Files.exists(data)) {
                throw new HintedException(data + " was not made by a restore.", "look what it is.");
            }
            return;
        }
        try {
            stop(data);
            Path socket = Path.of(side.socketDirectory());
            if (socket.getFileName().toString().startsWith("playbook-side.")) {
                delete(socket);
            }
            for (String name : List.of("side", "side.partial", "side.run", "side.lock", "side.backup")) {
                delete(work.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + data + "\nHINT: try again.", e);
        }
    }

    /** The pid of the moment, from the server's own file: it may have been started again since the finding. */
    private static void stop(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 2 || !lines.get(1).equals(data.toString())) {
            throw new HintedException(pidFile + " does not speak of " + data + ".", "stop that server by hand.");
        }
        Optional<ProcessHandle> server = ProcessHandle.of(
                        Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info()
                        .command()
                        .map(c -> c.endsWith("/postgres"))
                        .orElse(true));
        if (server.isPresent()) {
            server.get().destroy();
            if (!ended(server.get(), 5)) {
                // Nothing on it is worth a clean end.
                server.get().destroyForcibly();
            }
            if (!ended(server.get(), 5)) {
                throw new HintedException(
                        "the side server " + server.get().pid() + " does not end.", "stop it by hand, then try again.");
            }
        }
    }

    private static boolean ended(ProcessHandle process, int seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
