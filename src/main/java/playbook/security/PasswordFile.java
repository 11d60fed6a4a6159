package playbook.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import playbook.incident.HintedException;

/**
 * Reads a password from the first line of a file that only its owner may read. A file owned by root may also be
 * readable by its group: Kubernetes gives secrets to non-root programs in this way, and PostgreSQL accepts key files
 * like that.
 */
final class PasswordFile {

    private static final int RANDOM_BYTES = 18;

    private PasswordFile() {}

    /** @throws HintedException naming the property when the file is missing, unreadable, empty, or open to others */
    static String read(Path file, String property) {
        try {
            boolean rootsNotOurs = Objects.equals(Files.getAttribute(file, "unix:uid"), 0)
                    && !"root".equals(System.getProperty("user.name"));
            var others = open(Files.getPosixFilePermissions(file), rootsNotOurs);
            if (!others.isEmpty()) {
                throw new HintedException(
                        "the password file " + file + " (" + property + ") is open to others: " + others,
                        "chmod 600 " + file);
            }
            String password =
                    Files.readString(file).lines().findFirst().orElse("").strip();
            if (password.isEmpty()) {
                throw new HintedException(
                        "the password file " + file + " (" + property + ") has an empty first line",
                        "write the password into its first line.");
            }
            return password;
        } catch (IOException e) {
            throw new HintedException(
                    "cannot read the password file " + file + " (" + property + "): " + e,
                    "create it with the password in its first line and chmod 600.",
                    e);
        }
    }

    /** The permissions of other users that a password file must not have. */
    static List<PosixFilePermission> open(Set<PosixFilePermission> permissions, boolean rootsNotOurs) {
        return permissions.stream()
                .filter(permission -> !permission.name().startsWith("OWNER"))
                .filter(permission -> !(rootsNotOurs && permission == PosixFilePermission.GROUP_READ))
                .sorted()
                .toList();
    }

    /** The password in the file; when there is no file, a random password, which is written to it first. */
    static String readOrCreate(Path file, String property) {
        if (Files.notExists(file)) {
            create(file, property);
        }
        return read(file, property);
    }

    private static void create(Path file, String property) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new HintedException(
                    "cannot write the password file " + file + " (" + property + "): " + e,
                    "make its folder writable or set " + property + " to another one.",
                    e);
        }
    }
}
