package playbook.practice;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;

/** Runs other programs to their end; PostgreSQL's as user postgres when this is root, for its server refuses root. */
final class Programs {

    private static final List<String> AS_POSTGRES =
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");

    private Programs() {}

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    static String run(List<String> argv) {
        return run(argv, Map.of());
    }

    static String runAsPostgres(List<String> argv, Map<String, String> environment) {
        return run(asPostgres(argv), environment);
    }

    static List<String> asPostgres(List<String> argv) {
        List<String> whole = new ArrayList<>(root() ? AS_POSTGRES : List.of());
        whole.addAll(argv);
        return whole;
    }

    /** @return its output, both streams; a failure is told with that output */
    static String run(List<String> argv, Map<String, String> environment) {
        try {
            // A file, not a pipe: pg_ctl leaves a server behind which would hold the pipe open for ever.
            Path output = Files.createTempFile("practice-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(new File("/"));
                builder.environment().putAll(environment);
                int exit = builder.start().waitFor();
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (exit != 0) {
                    throw new HintedException(
                            String.join(" ", argv) + " ended with " + exit + ": " + text.strip(),
                            "its own message above says why; disk space and rights of the folder are the usual reasons.");
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + argv, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + argv, e);
        }
    }
}
