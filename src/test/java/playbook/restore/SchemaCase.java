package playbook.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of {@code schemas}: what is there, one transaction that loses data, and what others do afterwards. Statements end
 * with a semicolon at a line's end.
 *
 * @param since the first major version that has all of it
 */
record SchemaCase(String name, int since, List<String> before, List<String> loss, List<String> later) {

    private static final Pattern PARTS = Pattern.compile("(.*)\n-- LOSS\n(.*)\n-- LATER\n(.*)", Pattern.DOTALL);
    private static final Pattern SINCE = Pattern.compile("^-- SINCE ([0-9]+)$", Pattern.MULTILINE);

    static Stream<SchemaCase> all() {
        try (Stream<Path> files = Files.list(
                Path.of(Objects.requireNonNull(SchemaCase.class.getResource("/schemas"), "the folder of the schemas")
                        .toURI()))) {
            return files.sorted().map(SchemaCase::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SchemaCase read(Path file) {
        try {
            String text = Files.readString(file);
            Matcher parts = PARTS.matcher(text);
            if (!parts.matches()) {
                throw new AssertionError(file + " has not its three parts");
            }
            Matcher since = SINCE.matcher(text);
            return new SchemaCase(
                    file.getFileName().toString().replace(".sql", "").replace('-', ' '),
                    since.find() ? Integer.parseInt(since.group(1)) : 0,
                    statements(parts.group(1)),
                    statements(parts.group(2)),
                    statements(parts.group(3)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> statements(String text) {
        return Stream.of(text.strip().split(";\n")).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
