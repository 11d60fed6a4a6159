package playbook.platform;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/** Checks single properties of the configuration; an error names the property and says what to write instead. */
final class Setting {

    private Setting() {}

    static <T> T required(String property, @Nullable T value) {
        if (value == null || value.toString().isBlank()) {
            String where = property.contains(".kubernetes.") ? " in a cluster" : "";
            throw wrong(property, value, "give it a value; docs/configuration.md shows a whole target" + where);
        }
        return value;
    }

    static Path absolute(String property, @Nullable Path path) {
        Path given = required(property, path);
        if (!given.isAbsolute()) {
            throw wrong(property, given, "write an absolute path");
        }
        return given.normalize();
    }

    /** A valid name of a Kubernetes object. */
    static String name(String property, @Nullable String name) {
        if (!required(property, name).matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw wrong(property, name, "a name in Kubernetes has lower-case letters, digits, hyphens and dots");
        }
        return required(property, name);
    }

    static HintedException wrong(String property, @Nullable Object value, String hint) {
        return new HintedException(property + (value == null ? " is missing" : " is '" + value + "'"), hint);
    }
}
