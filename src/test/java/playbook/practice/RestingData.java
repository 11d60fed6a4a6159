package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A data directory that nobody may write to while no server runs on it: all of its files are looked at, again and again. */
final class RestingData {

    private final Path data;
    private final List<List<Map<String, String>>> rests = new ArrayList<>();
    private boolean resting;

    RestingData(Path data) {
        this.data = data;
    }

    /** Before each act that could have to do with it. */
    synchronized void look() {
        boolean rests = !Files.exists(data.resolve("postmaster.pid"));
        if (rests && !resting) {
            this.rests.add(new ArrayList<>());
        }
        resting = rests;
        if (rests) {
            this.rests.get(this.rests.size() - 1).add(files());
        }
    }

    /** @param times how often its server was stopped */
    synchronized void wasNeverTouched(int times) {
        look();
        assertThat(rests).as("times at rest").hasSize(times);
        for (List<Map<String, String>> rest : rests) {
            assertThat(rest).as("looks").hasSizeGreaterThan(2);
            assertThat(rest.get(0)).containsKey("PG_VERSION").hasSizeGreaterThan(500);
            rest.forEach(look -> assertThat(look).isEqualTo(rest.get(0)));
        }
    }

    /** Owner, mode, time of the last write, and digest of the content, by name. */
    private Map<String, String> files() {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Map<String, Object> about = Files.readAttributes(file, "unix:uid,mode,lastModifiedTime");
                String content = Files.isRegularFile(file) ? digest(file) : "";
                found.put(data.relativize(file).toString(), new TreeMap<>(about) + " " + content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
