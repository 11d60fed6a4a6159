package playbook.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text on the class path: SQL, scripts, forms. A path begins at its root: {@code playbook/restore/replay.sh}. */
public final class Resource {

    private Resource() {}

    /** @throws IllegalArgumentException when it is not there */
    public static String text(String path) {
        return find(path).orElseThrow(() -> new IllegalArgumentException("there is no " + path + " on the class path"));
    }

    public static Optional<String> find(String path) {
        try (InputStream in = Resource.class.getResourceAsStream("/" + path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
