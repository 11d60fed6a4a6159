package playbook.platform.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.platform.JobLog;
import playbook.platform.JobStatus;

/**
 * What a job's folder tells: {@code command} and {@code environment} (as sh reads them, so both can be run by hand), the
 * script as it ran and its library, {@code input.json}, {@code pid}, {@code started}, {@code log}, {@code result.json},
 * {@code ended}, {@code exit}, and {@code cancelled} when it was.
 */
record JobFolder(Path path) {

    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    boolean isThere() {
        return Files.exists(path);
    }

    /** Claimed by {@code run.sh}, or never to be any more. */
    boolean launched() {
        return Files.exists(path.resolve("pid")) || cancelled();
    }

    private boolean cancelled() {
        return Files.exists(path.resolve("cancelled"));
    }

    JobLog log() {
        return LogFile.read(path.resolve("log"));
    }

    JobStatus look() {
        boolean cancelled = cancelled();
        Optional<Integer> exit = exit();
        JobStatus.State state;
        if (exit.isPresent()) {
            state = ended(exit.get(), cancelled);
        } else if (TextFile.read(path.resolve("pid")).isEmpty()) {
            state = cancelled ? JobStatus.State.CANCELLED : JobStatus.State.UNKNOWN;
        } else if (alive()) {
            state = JobStatus.State.RUNNING;
        } else {
            // It may have ended between the two looks.
            exit = exit();
            state = exit.map(code -> ended(code, cancelled))
                    .orElse(cancelled ? JobStatus.State.CANCELLED : JobStatus.State.LOST);
        }
        JobLog log = log();
        return new JobStatus(
                state,
                exit.orElse(null),
                time("started"),
                time("ended"),
                log.done(),
                log.total(),
                log.unit(),
                TextFile.read(path.resolve("result.json")).orElse(null),
                log.tail());
    }

    private static JobStatus.State ended(int code, boolean cancelled) {
        if (code == 0) {
            return JobStatus.State.SUCCEEDED;
        }
        return cancelled ? JobStatus.State.CANCELLED : JobStatus.State.FAILED;
    }

    /** A leader that was killed alone may leave children at work: nobody may take the job for ended before they are. */
    private boolean alive() {
        return ProcessIdentity.read(path.resolve("pid"))
                .filter(leader -> leader.alive() || !leader.session().isEmpty())
                .isPresent();
    }

    private Optional<Integer> exit() {
        return TextFile.read(path.resolve("exit")).map(code -> Integer.valueOf(code.strip()));
    }

    private @Nullable Instant time(String file) {
        return TextFile.read(path.resolve(file))
                .map(text -> Instant.parse(text.strip()))
                .orElse(null);
    }

    /** Ends the job and everything it started; what has not begun never does. */
    void cancel() {
        if (!isThere() || exit().isPresent()) {
            return;
        }
        // Under the lock of run.sh: either it has claimed the folder, or it never will.
        ServerUser.runAsIs(
                ServerUser.commandOfOwner(
                        path,
                        List.of(
                                "flock",
                                path.resolve("lock").toString(),
                                "touch",
                                path.resolve("cancelled").toString())),
                "is there space left on the disk of " + path + "?");
        ProcessIdentity.read(path.resolve("pid"))
                .ifPresent(leader -> ForeignProcesses.end(leader::session, CANCEL_PATIENCE));
    }
}
