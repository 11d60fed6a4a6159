package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import playbook.platform.local.ForeignProcesses;
import playbook.platform.local.ProcessIdentity;

/** The operations of a home, which outlive the application on purpose. */
final class RunningJobs {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path jobs;

    RunningJobs(HomeFolder home) {
        jobs = home.application().resolve("jobs");
    }

    /** @param pid of the session's first process */
    record RunningJob(String name, long pid, List<Long> session) {}

    List<RunningJob> list() {
        return folders().stream()
                .filter(folder -> !Files.exists(folder.resolve("exit")))
                .flatMap(folder -> ProcessIdentity.read(folder.resolve("pid")).stream()
                        .map(first -> new RunningJob(folder.getFileName().toString(), first.pid(), first.session())))
                .filter(job -> !job.session().isEmpty())
                .toList();
    }

    boolean none() {
        return list().isEmpty();
    }

    /** Asks them to end, and ends them after a while. */
    void stop() {
        ForeignProcesses.end(
                () -> list().stream().flatMap(job -> job.session().stream()).toList(), PATIENCE);
    }

    List<Path> folders() {
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + jobs, e);
        }
    }
}
