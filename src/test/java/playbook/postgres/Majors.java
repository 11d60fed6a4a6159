package playbook.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server and client programs of PostgreSQL's majors that are there: of PLAYBOOK_PG_MAJORS (filled by {@code
 * src/build/postgres-majors}) or of the machine. A test of a major that is missing is skipped with the reason; where every
 * landing is checked (CI=true), 15, 17 and 18 must be there.
 */
public final class Majors {

    /** What every landing is checked on. */
    public static final List<Integer> CHECKED = List.of(15, 17, 18);

    public static final List<Integer> KNOWN = List.of(13, 14, 15, 16, 17, 18, 19);

    private static final String VARIABLE = "PLAYBOOK_PG_MAJORS";

    private Majors() {}

    /** The folder of the major's programs; skips the test when there is none. */
    public static Path bin(int major) {
        Optional<Path> found = find(major);
        if (found.isEmpty() && CHECKED.contains(major) && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("no PostgreSQL " + major + " here. " + hint(major));
        }
        assumeTrue(found.isPresent(), () -> "no PostgreSQL " + major + " here, the test is skipped. " + hint(major));
        return found.orElseThrow();
    }

    /** The majors of PostgreSQL whose programs are there, and those that must be: for parametrised tests. */
    public static Stream<Integer> present() {
        return KNOWN.stream()
                .filter(major -> CHECKED.contains(major) || find(major).isPresent());
    }

    /** Whether the major is there, or must be and is therefore asked for. */
    public static boolean isPresent(int major) {
        return find(major).isPresent() || (CHECKED.contains(major) && "true".equals(System.getenv("CI")));
    }

    private static Optional<Path> find(int major) {
        return Stream.of(
                        Optional.ofNullable(System.getenv(VARIABLE))
                                .map(folder -> Path.of(folder, Integer.toString(major), "bin")),
                        Optional.of(Path.of("/usr/lib/postgresql", Integer.toString(major), "bin")))
                .flatMap(Optional::stream)
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .findFirst();
    }

    private static String hint(int major) {
        return "HINT: run src/build/postgres-majors FOLDER " + major + " and set " + VARIABLE + "=FOLDER";
    }
}
