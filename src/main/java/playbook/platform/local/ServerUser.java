package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.HintedException;

/** Who jobs run as: PostgreSQL's tools refuse root, so root lends them the user {@code postgres}. */
public final class ServerUser {

    public static final String NAME = "postgres";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private ServerUser() {}

    /** Whether it is another user than the one that runs this JVM. */
    public static boolean differs() {
        return ROOT;
    }

    /** The command as this user runs it. */
    public static List<String> command(List<String> argv) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + NAME, "--regid=" + NAME, "--clear-groups"));
        }
        command.addAll(argv);
        return command;
    }

    /** A folder of this user, entered by nobody else; the parents are made as they are. */
    public static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            own(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    public static void own(Path path) throws IOException {
        if (ROOT) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(NAME));
        }
    }

    /** Runs a short command as this user and returns what it wrote; a failure is told with its output. */
    public static String run(List<String> argv, String hint) {
        return runAsIs(command(argv), hint);
    }

    /** The command as the owner of this folder runs it: the server's user, or ours for what an application does. */
    static List<String> commandOfOwner(Path folder, List<String> argv) {
        try {
            return ROOT && !Files.getOwner(folder).getName().equals(NAME) ? argv : command(argv);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who owns " + folder, e);
        }
    }

    static String runAsIs(List<String> command, String hint) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new HintedException(
                        String.join(" ", command) + " ended with " + code + ": " + output.strip(), hint);
            }
            return output;
        } catch (IOException e) {
            throw new HintedException("cannot run " + String.join(" ", command) + ": " + e.getMessage(), hint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }
}
