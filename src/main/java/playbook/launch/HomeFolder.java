package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;
import playbook.incident.HintedException;
import playbook.platform.local.ServerUser;

/** The folder of one range with its playbook: {@code up}, {@code drill}, or one that a verb has for a moment. */
record HomeFolder(Path path) {

    /** Makes it, for the servers' user alone, or finds it so. */
    HomeFolder made() {
        String wanted = ServerUser.differs() ? ServerUser.NAME : System.getProperty("user.name");
        if (!exists()) {
            try {
                ServerUser.folder(path);
            } catch (UncheckedIOException e) {
                throw new HintedException(
                        "cannot make the folder " + path + " as " + System.getProperty("user.name"),
                        "set " + BaseFolder.VARIABLE + " to a folder of yours",
                        e);
            }
        }
        if (!owner().equals(wanted)) {
            throw new HintedException(
                    path + " belongs to " + owner() + ", not to " + wanted,
                    "another user began there: stop it as that user, or set " + BaseFolder.VARIABLE
                            + " to a folder of yours");
        }
        return this;
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    String owner() {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell who owns " + path, e);
        }
    }

    Path engine() {
        return path.resolve("engine");
    }

    Path range() {
        return path.resolve("range");
    }

    /** Where the application keeps what it makes. */
    Path application() {
        return path.resolve("playbook");
    }

    Path passwords() {
        return path.resolve("passwords");
    }

    String password(String user) {
        return PidFile.firstLine(passwords().resolve(user));
    }

    /** Empty when the application was never started. */
    String port() {
        return PidFile.firstLine(path.resolve("app.port"));
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    void remove() {
        remove(path);
    }

    /** What a server that ends removes itself may be gone when it is looked at, so there is a second try. */
    static void remove(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException first) {
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + folder, e);
            }
        }
    }

    static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
