package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import playbook.incident.HintedException;

/** A command of the operator's own, from the configuration, run as ourselves: for example {@code systemctl}. */
final class OwnCommand {

    private OwnCommand() {}

    /** Its output goes to a file: a server that it starts may hold a pipe open for ever. */
    static void run(List<String> argv, Duration patience) {
        try {
            Path output = Files.createTempFile("playbook-command", ".log");
            try {
                Process process = new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended || process.exitValue() != 0) {
                    throw new HintedException(
                            String.join(" ", argv)
                                    + (ended
                                            ? " ended with " + process.exitValue()
                                            : " did not end within " + patience.toSeconds() + " s")
                                    + ": "
                                    + Files.readString(output, StandardCharsets.UTF_8)
                                            .strip(),
                            "run it by hand as the playbook's user.");
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + argv, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + argv, e);
        }
    }
}
