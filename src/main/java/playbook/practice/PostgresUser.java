package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import playbook.incident.HintedException;

/** Makes user postgres the owner of the server's files when this is root: the server refuses to run as root. */
final class PostgresUser {

    private PostgresUser() {}

    /** A folder that nobody but the server's user may enter. */
    static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            give(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
    }

    /** A file that nobody but the server's user may read or write. */
    static void write(Path file, String content) {
        Home.write(file, content, "rw-------");
        give(file);
    }

    static void give(Path path) {
        if (!Programs.root()) {
            return;
        }
        try {
            UserPrincipal postgres =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
            Files.setOwner(path, postgres);
        } catch (IOException e) {
            throw new HintedException(
                    "cannot give " + path + " to user postgres: " + e.getMessage(),
                    "PostgreSQL refuses to run as root; is there a user postgres, and may root change owners here?",
                    e);
        }
    }
}
