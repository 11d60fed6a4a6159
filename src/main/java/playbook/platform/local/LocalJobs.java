package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobLog;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.TargetFolders;

/**
 * Jobs on one machine: a detached process in a session of its own, with a folder {@code <home>/jobs/<name>/} which tells
 * everything about it. It depends on nothing of this JVM; {@code run.sh} in the folder keeps the deadline and writes
 * the exit code.
 *
 * <p>The folder: {@code command} and {@code environment} (as sh reads them, so both can be run by hand), the script as it
 * ran, {@code input.json}, {@code pid}, {@code started}, {@code log}, {@code result.json}, {@code ended}, {@code exit},
 * and {@code cancelled} when it was.
 */
@Component
public class LocalJobs implements Jobs {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    private final ConfiguredTargets targets;
    private final WorkerCommand worker;

    LocalJobs(ConfiguredTargets targets) {
        this.targets = targets;
        this.worker = new WorkerCommand(targets.home());
    }

    @Override
    public void start(Job job) {
        Path folder = folder(job.name());
        if (!Files.exists(folder)) {
            prepare(job, folder);
        }
        if (!launched(folder)) {
            launch(folder);
        }
    }

    @Override
    public JobStatus look(Target target, String name) {
        Path folder = folder(name);
        boolean cancelled = Files.exists(folder.resolve("cancelled"));
        Optional<Integer> exit = exit(folder);
        JobStatus.State state;
        if (exit.isPresent()) {
            state = ended(exit.get(), cancelled);
        } else if (Processes.text(folder.resolve("pid")).isEmpty()) {
            state = cancelled ? JobStatus.State.CANCELLED : JobStatus.State.UNKNOWN;
        } else if (alive(folder)) {
            state = JobStatus.State.RUNNING;
        } else {
            // It may have ended between the two looks.
            exit = exit(folder);
            state = exit.map(code -> ended(code, cancelled))
                    .orElse(cancelled ? JobStatus.State.CANCELLED : JobStatus.State.LOST);
        }
        JobLog log = LogFile.read(folder.resolve("log"));
        return new JobStatus(
                state,
                exit.orElse(null),
                time(folder.resolve("started")),
                time(folder.resolve("ended")),
                log.done(),
                log.total(),
                log.unit(),
                Processes.text(folder.resolve("result.json")).orElse(null),
                log.tail());
    }

    @Override
    public void cancel(Target target, String name) {
        Path folder = folder(name);
        if (!Files.exists(folder) || exit(folder).isPresent()) {
            return;
        }
        // Under the lock of run.sh: either it has claimed the folder, or it never will.
        ServerUser.runAsIs(
                ServerUser.commandOfOwner(
                        folder,
                        List.of(
                                "flock",
                                folder.resolve("lock").toString(),
                                "touch",
                                folder.resolve("cancelled").toString())),
                "is there space left on the disk of " + folder + "?");
        Processes.Identity.read(folder.resolve("pid"))
                .ifPresent(leader -> Processes.end(leader::session, CANCEL_PATIENCE));
    }

    /** The folder stays: it tells what ran, and costs little. */
    @Override
    public void forget(Target target, String name) {}

    /** A server that a script left running is stopped by a script that looks whose it is. */
    @Override
    public void endServing(Target target, String incidentKey, String group) {}

    private static JobStatus.State ended(int code, boolean cancelled) {
        if (code == 0) {
            return JobStatus.State.SUCCEEDED;
        }
        return cancelled ? JobStatus.State.CANCELLED : JobStatus.State.FAILED;
    }

    /** A leader that was killed alone may leave children at work: nobody may take the job for ended before they are. */
    private static boolean alive(Path folder) {
        return Processes.Identity.read(folder.resolve("pid"))
                .filter(leader -> leader.alive() || !leader.session().isEmpty())
                .isPresent();
    }

    private static Optional<Integer> exit(Path folder) {
        return Processes.text(folder.resolve("exit")).map(code -> Integer.valueOf(code.strip()));
    }

    private static @Nullable Instant time(Path file) {
        return Processes.text(file).map(text -> Instant.parse(text.strip())).orElse(null);
    }

    private Path folder(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "job name '" + name + "'. HINT: lower-case letters, digits and hyphens, at most 63");
        }
        return targets.home().resolve("jobs").resolve(name);
    }

    private static boolean launched(Path folder) {
        return Files.exists(folder.resolve("pid")) || Files.exists(folder.resolve("cancelled"));
    }

    /** The folder appears whole, by one rename; of two starters the second finds it. */
    private void prepare(Job job, Path folder) {
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
        String command;
        if (job.command() instanceof Job.Command.Script script) {
            String file = script.resource().substring(script.resource().lastIndexOf('/') + 1);
            copy(script.resource(), draft.resolve(file));
            command = "exec bash ./" + ShellText.quoted(file);
        } else if (job.command() instanceof Job.Command.Worker task) {
            command = "exec " + quoted(worker.argv(task.task()));
        } else {
            copy("playbook/platform/capture.sh", draft.resolve("capture.sh"));
            LocalDeployment.Command inside = inside(job);
            command = "cd " + ShellText.quoted(inside.replica().toString()) + "\nexec bash "
                    + ShellText.quoted(folder.resolve("capture.sh").toString()) + " " + quoted(inside.argv());
        }
        Files.writeString(draft.resolve("command"), command + "\n");
        Files.writeString(draft.resolve("environment"), ShellText.exports(environment(job, folder)));
        Files.writeString(draft.resolve("input.json"), job.input());
    }

    private static String quoted(List<String> argv) {
        return argv.stream().map(ShellText::quoted).collect(Collectors.joining(" "));
    }

    private LocalDeployment.Command inside(Job job) {
        Job.Command.InApplication command = (Job.Command.InApplication) job.command();
        return new LocalDeployment(targets.folders(job.target()).applications().resolve(command.application()))
                .inside(command.argv());
    }

    private Map<String, String> environment(Job job, Path folder) {
        Target target = job.target();
        if (job.command() instanceof Job.Command.InApplication) {
            Map<String, String> environment = new LinkedHashMap<>(inside(job).environment());
            environment.put("PLAYBOOK_JOB", folder.toString());
            environment.put("PLAYBOOK_DEADLINE_SECONDS", seconds(job.deadline()));
            environment.put("HOME", folder.toString());
            return environment;
        }
        TargetFolders folders = targets.folders(target);
        Path work = folders.work().resolve(job.environment().getOrDefault("PLAYBOOK_INCIDENT", job.name()));
        ServerUser.folder(work);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PLAYBOOK_JOB", folder.toString());
        environment.put("PLAYBOOK_BIN", folders.bin().toString());
        environment.put("PLAYBOOK_DATA", folders.data().toString());
        environment.put("PLAYBOOK_ARCHIVE", folders.archive().toString());
        environment.put("PLAYBOOK_BACKUPS", folders.backups().toString());
        environment.putAll(targets.repository(target).environment());
        environment.put("PLAYBOOK_WORK", work.toString());
        environment.put("PLAYBOOK_TARGET", target.name());
        environment.put("PLAYBOOK_LABEL", target.label());
        environment.put("PLAYBOOK_PRACTICE", Boolean.toString(target.practice()));
        environment.put("PLAYBOOK_ROLES", String.join(",", target.applicationRoles()));
        environment.put("PLAYBOOK_DEADLINE_SECONDS", seconds(job.deadline()));
        environment.put("PGHOST", target.host());
        environment.put("PGPORT", Integer.toString(target.port()));
        environment.put("PGUSER", target.user());
        environment.put("PGDATABASE", target.database());
        environment.put("PGPASSFILE", target.passfile().toString());
        environment.put("PGAPPNAME", "playbook");
        environment.put("HOME", folder.toString());
        environment.putAll(job.environment());
        return environment;
    }

    private static String seconds(Duration deadline) {
        return Long.toString(Math.max(1, deadline.toSeconds()));
    }

    private void launch(Path folder) {
        List<String> command = ServerUser.commandOfOwner(
                folder,
                List.of("setsid", "--fork", "bash", folder.resolve("run.sh").toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()));
            // What the job needs is in its folder; the application's own secrets stay here.
            builder.environment()
                    .keySet()
                    .removeIf(name -> !List.of("PATH", "LANG", "TZ").contains(name));
            int code = builder.start().waitFor();
            long limit = System.nanoTime() + LAUNCH_PATIENCE.toNanos();
            while (code == 0 && !launched(folder) && System.nanoTime() < limit) {
                Await.pause(Processes.LOOK_AGAIN);
            }
            if (!launched(folder)) {
                throw new HintedException(
                        "job " + folder.getFileName() + " did not start (" + String.join(" ", command) + ", code "
                                + code + "): "
                                + LogFile.read(folder.resolve("log")).tail(),
                        "can " + ServerUser.NAME + " enter every folder above " + folder + "?");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + folder.getFileName(), e);
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        Files.writeString(to, Resource.text(resource));
    }

    /** What an application does, its own user does, who can read its secrets. */
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
