package playbook.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text on the class path: scripts and SQL. */
public final class Resource {

    private Resource() {}

    /** @param path from the root of the class path, for example {@code playbook/restore/replay.sh} */
    public static String text(String path) {
        try (InputStream in = Resource.class.getResourceAsStream("/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + path + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
