package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/** The folder that holds everything of one practice range. */
record Home(Path root) {

    static final String DATABASE = "noa_db";

    static Home at(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        if (!absolute.toString().matches("[\\p{L}\\p{N} /._@+:-]+")) {
            throw new HintedException(
                    "cannot use " + absolute + " as --home: its name would need quoting in PostgreSQL's settings",
                    "choose a folder whose path has only letters, digits, spaces and / . _ @ + : -");
        }
        return new Home(absolute);
    }

    Path data() {
        return root.resolve("data");
    }

    Path archive() {
        return root.resolve("archive");
    }

    Path backups() {
        return root.resolve("backups");
    }

    Path work() {
        return root.resolve("work");
    }

    Path log() {
        return root.resolve("log");
    }

    Path applications() {
        return root.resolve("apps");
    }

    Path oracle() {
        return root.resolve("oracle");
    }

    Path front() {
        return root.resolve("front");
    }

    Path page() {
        return root.resolve("www").resolve("index.html");
    }

    Path maintenancePage() {
        return root.resolve("www-maintenance").resolve("maintenance.html");
    }

    Path archiveScript() {
        return root.resolve("bin").resolve("archive-wal.sh");
    }

    /** The password of role recovery, which the product reads. */
    Path passfile() {
        return root.resolve("pgpass");
    }

    Path passfile(String role) {
        return role.equals("recovery")
                ? passfile()
                : root.resolve("roles").resolve(role).resolve("pgpass");
    }

    Path targetFile() {
        return root.resolve("target.yml");
    }

    Path settingsFile() {
        return root.resolve("range.json");
    }

    boolean exists() {
        return Files.exists(settingsFile());
    }

    RangeSettings settings() {
        if (!exists()) {
            throw new HintedException(
                    "there is no practice range in " + root, "create one: create --home " + root + " --size 200MB");
        }
        return Json.read(read(settingsFile()), RangeSettings.class);
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Writes a file whole or not at all, also in a crash. */
    static void write(Path file, String content) {
        write(file, content, "rw-r--r--");
    }

    static void write(Path file, String content, String permissions) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Set<PosixFilePermission> rights = PosixFilePermissions.fromString(permissions);
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(partial);
            Files.createFile(partial, PosixFilePermissions.asFileAttribute(rights));
            Files.setPosixFilePermissions(partial, rights);
            Files.writeString(partial, content, StandardCharsets.UTF_8, StandardOpenOption.SYNC);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
