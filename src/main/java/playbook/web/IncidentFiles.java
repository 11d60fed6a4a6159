package playbook.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The files in an incident's folder, {@code <playbook.home>/incidents/<key>}; nothing outside is ever read. */
@Component
class IncidentFiles {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    private static final int DEPTH = 4;
    private static final int MOST_FILES = 200;
    /** Reading more on each look would keep the disk from the recovery. */
    private static final long MOST_BYTES = 64L << 20;

    private final Path incidents;
    private final Map<StoredFile, String> digests = new ConcurrentHashMap<>();

    IncidentFiles(@Value("${playbook.home}") Path home) {
        this.incidents = home.toAbsolutePath().normalize().resolve("incidents");
    }

    List<StoredFile> of(String key) {
        Path folder = incidents.resolve(key);
        if (!KEY.matcher(key).matches() || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder, DEPTH)) {
            return found.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .limit(MOST_FILES)
                    .map(file -> describe(key, folder, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Only what {@link #of} lists can be had: a name that leads elsewhere is in no list. */
    Optional<Path> file(String key, String name) {
        return of(key).stream()
                .filter(file -> file.name().equals(name))
                .map(file -> incidents.resolve(key).resolve(file.name()))
                .findFirst();
    }

    private StoredFile describe(String key, Path folder, Path file) {
        try {
            var plain = new StoredFile(
                    folder.relativize(file).toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant(),
                    null);
            if (plain.bytes() > MOST_BYTES) {
                return plain;
            }
            var known = new StoredFile(key + "/" + plain.name(), plain.bytes(), plain.changedAt(), null);
            return new StoredFile(
                    plain.name(),
                    plain.bytes(),
                    plain.changedAt(),
                    digests.computeIfAbsent(known, unread -> sha256(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    private static String sha256(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                var digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param sha256 null when the file is too long to be read at each look */
    record StoredFile(
            String name,
            long bytes,
            Instant changedAt,
            @Nullable String sha256) {}
}
