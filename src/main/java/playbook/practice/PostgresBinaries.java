package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.incident.HintedException;

/** Finds the folder with PostgreSQL's server programs: PLAYBOOK_PG_BIN, else pg_config, else the usual folders. */
public final class PostgresBinaries {

    static final String VARIABLE = "PLAYBOOK_PG_BIN";

    /** A folder with a folder for each major version, which has a {@code bin}. */
    private static final String MAJORS = "PLAYBOOK_PG_MAJORS";

    private static final List<String> USUAL =
            List.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/pgsql");

    private PostgresBinaries() {}

    static Path find() {
        return find(System.getenv());
    }

    /** The newest released one, unless the environment or pg_config names another. */
    public static Path find(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) {
            return required(VARIABLE + " is '" + given + "', which", Path.of(given));
        }
        List<Path> looked = new ArrayList<>(fromPgConfig(environment.getOrDefault("PATH", "")));
        USUAL.forEach(folder -> looked.addAll(versionsBelow(Path.of(folder))));
        return looked.stream()
                .filter(bin -> PostgresPrograms.lacking(bin).isEmpty())
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "no PostgreSQL server programs found; looked in " + looked + " and below " + USUAL,
                        "install PostgreSQL 13 to 19 (Debian: apt-get install postgresql-15) or set " + VARIABLE
                                + " to the folder of initdb."));
    }

    /**
     * @param which a major version that is installed, or a folder of programs
     * @throws UsageException when it is neither
     */
    public static Path named(String which, Map<String, String> environment) {
        if (which.contains("/")) {
            try {
                return required("--postgres '" + which + "'", Path.of(which).toAbsolutePath());
            } catch (HintedException e) {
                throw new UsageException(e);
            }
        }
        if (!which.matches("1[3-9]")) {
            throw new UsageException(
                    "--postgres '" + which + "' is no version from 13 to 19 and no folder",
                    "write for example --postgres 17 or --postgres /usr/lib/postgresql/17/bin");
        }
        List<Path> looked = new ArrayList<>();
        String majors = environment.getOrDefault(MAJORS, "");
        if (!majors.isEmpty()) {
            looked.add(Path.of(majors, which, "bin"));
        }
        USUAL.forEach(folder -> versionsBelow(Path.of(folder)).stream()
                .filter(bin -> bin.toString().endsWith(which + "/bin"))
                .forEach(looked::add));
        return looked.stream()
                .filter(bin -> PostgresPrograms.lacking(bin).isEmpty())
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "there is no PostgreSQL " + which + " here",
                        "install postgresql-" + which + ", or give the folder of its programs; on Debian"
                                + " src/build/postgres-majors of the repository unpacks 13, 17, 18 and 19 into a folder"
                                + " (then set " + MAJORS + " to it)"));
    }

    private static Path required(String what, Path bin) {
        String lacking = PostgresPrograms.lacking(bin);
        if (!lacking.isEmpty()) {
            throw new HintedException(
                    what + " has no " + lacking,
                    "name the folder with the server's programs, for example /usr/lib/postgresql/15/bin");
        }
        return bin;
    }

    private static List<Path> fromPgConfig(String path) {
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, "pg_config"))
                .filter(Files::isExecutable)
                .limit(1)
                .map(program -> Path.of(
                        Programs.run(List.of(program.toString(), "--bindir")).strip()))
                .toList();
    }

    /**
     * Folders such as {@code /usr/lib/postgresql/15/bin}, {@code /usr/pgsql-15/bin} and {@code
     * /opt/homebrew/opt/postgresql@15/bin}; the newest first, but one that is not released yet last.
     */
    private static List<Path> versionsBelow(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(folder)) {
            return versions.filter(version -> version.getFileName().toString().matches("(pgsql-|postgresql@)?\\d+"))
                    .sorted(Comparator.comparingInt(PostgresBinaries::preference)
                            .reversed())
                    .map(version -> version.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static int preference(Path version) {
        int major = major(version);
        return major > PostgresPrograms.NEWEST_RELEASED ? 0 : major;
    }

    private static int major(Path version) {
        String digits = version.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
