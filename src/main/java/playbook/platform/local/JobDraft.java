package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;

/** Writes the folder of a job, whole or not at all. */
final class JobDraft {

    private final ConfiguredTargets targets;
    private final WorkerCommand worker;

    JobDraft(ConfiguredTargets targets, WorkerCommand worker) {
        this.targets = targets;
        this.worker = worker;
    }

    /** The folder appears by one rename; of two starters the second finds it. */
    void become(Path folder, Job job) {
        Path draft = null;
        try {
            Files.createDirectories(folder.getParent());
            draft = Files.createTempDirectory(folder.getParent(), ".draft-");
            fill(job, draft, folder);
            own(draft, job.command() instanceof Job.Command.InApplication);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(draft);
            if (!Files.exists(folder)) {
                throw new HintedException(
                        "cannot write the folder of job " + job.name() + ": " + e,
                        "is " + folder.getParent() + " writable, is there space left?",
                        e);
            }
        }
    }

    private void fill(Job job, Path draft, Path folder) throws IOException {
        copy("playbook/platform/run.sh", draft.resolve("run.sh"));
        copy(Job.Command.Script.LIBRARY, draft.resolve("lib.sh"));
        LocalEnvironment environment = new LocalEnvironment(job, folder);
        if (job.command() instanceof Job.Command.InApplication wish) {
            copy("playbook/platform/capture.sh", draft.resolve("capture.sh"));
            LocalDeployment.Command inside = new LocalDeployment(
                            targets.folders(job.target()).applications().resolve(wish.application()))
                    .inside(wish.argv());
            write(
                    draft,
                    "cd " + ShellText.quoted(inside.replica().toString()) + "\nexec bash "
                            + ShellText.quoted(folder.resolve("capture.sh").toString()) + " " + quoted(inside.argv()),
                    environment.inside(inside));
        } else {
            write(
                    draft,
                    "exec " + program(job.command(), draft),
                    environment.near(targets.folders(job.target()), targets.repository(job.target())));
        }
        Files.writeString(draft.resolve("input.json"), job.input());
    }

    private static void write(Path draft, String command, Map<String, String> environment) throws IOException {
        Files.writeString(draft.resolve("command"), command + "\n");
        Files.writeString(draft.resolve("environment"), ShellText.exports(environment));
    }

    /** Its script is copied, so that the folder has what ran. */
    private String program(Job.Command command, Path draft) throws IOException {
        if (command instanceof Job.Command.Worker task) {
            return quoted(worker.argv(task.task()));
        }
        String resource = ((Job.Command.Script) command).resource();
        String file = resource.substring(resource.lastIndexOf('/') + 1);
        copy(resource, draft.resolve(file));
        return "bash ./" + ShellText.quoted(file);
    }

    private static String quoted(List<String> argv) {
        return argv.stream().map(ShellText::quoted).collect(Collectors.joining(" "));
    }

    private static void copy(String resource, Path to) throws IOException {
        Files.writeString(to, Resource.text(resource));
    }

    /**
     * Makes the files private and gives them to the jobs' user, except for a command of an application, which runs as
     * the playbook's user.
     */
    private static void own(Path draft, boolean ours) throws IOException {
        Files.createFile(draft.resolve("log"));
        try (var files = Files.list(draft)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                if (!ours) {
                    ServerUser.own(file);
                }
            }
        }
        if (!ours) {
            ServerUser.own(draft);
        }
    }

    private static void delete(@Nullable Path draft) {
        try {
            FileSystemUtils.deleteRecursively(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + draft, e);
        }
    }
}
