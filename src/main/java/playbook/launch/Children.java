package playbook.launch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import playbook.platform.local.ServerUser;

/** Programs that the launcher runs to their end, as the user that PostgreSQL's servers run as. */
final class Children {

    private final Stopping stopping;
    private final Path home;

    /** @param home is their HOME and the folder that they start in */
    Children(Stopping stopping, Path home) {
        this.stopping = stopping;
        this.home = home;
    }

    /**
     * Shows what it says.
     *
     * @return its exit status
     * @throws Stopping.AskedToStop after it was ended, when this process is to end
     */
    int run(List<String> argv, Map<String, String> environment) {
        return await(start(builder(argv, environment).inheritIO()));
    }

    /** Appends what it says to the file. */
    int log(List<String> argv, Path file) {
        return await(start(builder(argv, Map.of())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))));
    }

    /** Hands each line that it says to somebody; its exit status does not matter. */
    void read(List<String> argv, Map<String, String> environment, Consumer<String> lines) {
        Process process = start(builder(argv, environment).redirectError(ProcessBuilder.Redirect.DISCARD));
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            said.lines().forEach(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what " + argv + " says", e);
        }
        await(process);
    }

    ProcessBuilder builder(List<String> argv, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(ServerUser.command(argv))
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"));
        if (ServerUser.differs()) {
            builder.environment().put("HOME", home.toString());
        }
        builder.environment().putAll(environment);
        return builder;
    }

    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + builder.command(), e);
        }
    }

    private int await(Process process) {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (stopping.asked()) {
                    process.destroy();
                    if (!process.waitFor(10, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                    stopping.check();
                }
            }
            stopping.check();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a program", e);
        }
    }
}
