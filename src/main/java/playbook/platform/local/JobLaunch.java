package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** Begins a job's {@code run.sh} in a session of its own, which outlives this JVM. */
final class JobLaunch {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private JobLaunch() {}

    /** Returns when the script has claimed the folder; of two starters one does. */
    static void of(JobFolder folder) {
        List<String> command = ServerUser.commandOfOwner(
                folder.path(),
                List.of(
                        "setsid",
                        "--fork",
                        "bash",
                        folder.path().resolve("run.sh").toString()));
        try {
            int code = builder(command, folder.path()).start().waitFor();
            long limit = System.nanoTime() + PATIENCE.toNanos();
            while (code == 0 && !folder.launched() && System.nanoTime() < limit) {
                Await.pause(ForeignProcesses.LOOK_AGAIN);
            }
            if (!folder.launched()) {
                throw new HintedException(
                        "job " + folder.path().getFileName() + " did not start (" + String.join(" ", command)
                                + ", code " + code + "): " + folder.log().tail(),
                        "can " + ServerUser.NAME + " enter every folder above " + folder.path() + "?");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while starting " + folder.path().getFileName(), e);
        }
    }

    private static ProcessBuilder builder(List<String> command, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        // What the job needs is in its folder; the application's own secrets stay here.
        builder.environment()
                .keySet()
                .removeIf(name -> !List.of("PATH", "LANG", "TZ").contains(name));
        return builder;
    }
}
