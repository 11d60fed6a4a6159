package playbook.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** PostgreSQL 18 (server, initdb and pg_ctl) from the test dependencies, unpacked for one test class. */
final class OtherMajor {

    private OtherMajor() {}

    /** @param closing gets what removes the unpacked files */
    static synchronized Path bin(List<AutoCloseable> closing) {
        try {
            Path folder = Files.createTempDirectory("playbook-test-postgres-");
            closing.add(() -> remove(folder));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path archive = folder.resolve("postgres.txz");
            try (InputStream packed = Objects.requireNonNull(
                    OtherMajor.class.getResourceAsStream("/postgres-linux-x86_64.txz"),
                    "no PostgreSQL 18 on the path")) {
                Files.copy(packed, archive);
            }
            Process tar = new ProcessBuilder(
                            "tar", "-xJf", archive.toString(), "-C", folder.toString(), "--no-same-owner")
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IllegalStateException("cannot unpack " + archive + ". HINT: is xz installed?");
            }
            Files.delete(archive);
            return folder.resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
