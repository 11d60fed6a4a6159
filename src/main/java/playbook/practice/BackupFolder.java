package playbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import playbook.evidence.Json;

/** Where one kind of backup lies: each in a folder named by its id, with its description {@code ID.json} beside it. */
record BackupFolder(Path kind) {

    /** Where the backup is written until it is whole. */
    Path partial(String id) {
        return kind.resolve(id + ".partial");
    }

    Path finished(String id) {
        return kind.resolve(id);
    }

    /** Whole or not at all: nobody finds a backup under its id before this. */
    Path finish(String id) throws IOException {
        return Files.move(partial(id), finished(id), StandardCopyOption.ATOMIC_MOVE);
    }

    void describe(String id, Object backup) {
        PostgresUser.write(kind.resolve(id + ".json"), Json.write(backup));
    }

    /** SHA-256 over the SHA-256 of each file, in the order of their names. */
    static String digest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            MessageDigest whole = MessageDigest.getInstance("SHA-256");
            for (Path file : files.sorted().toList()) {
                MessageDigest one = MessageDigest.getInstance("SHA-256");
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), one)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                whole.update(one.digest());
            }
            return HexFormat.of().formatHex(whole.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Bytes of all files below. */
    static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException("cannot size " + file, e);
                        }
                    })
                    .sum();
        }
    }
}
