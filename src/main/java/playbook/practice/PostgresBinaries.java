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
final class PostgresBinaries {

    static final String VARIABLE = "PLAYBOOK_PG_BIN";
    private static final List<String> USUAL =
            List.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/pgsql");

    private PostgresBinaries() {}

    static Path find() {
        return find(System.getenv());
    }

    static Path find(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) {
            if (complete(Path.of(given))) {
                return Path.of(given);
            }
            throw new HintedException(
                    VARIABLE + "=" + given + " has no initdb, postgres, pg_ctl, pg_basebackup and pg_dump in it",
                    "give the folder of PostgreSQL's server programs, for example /usr/lib/postgresql/15/bin.");
        }
        List<Path> looked = new ArrayList<>(fromPgConfig(environment.getOrDefault("PATH", "")));
        USUAL.forEach(folder -> looked.addAll(versionsBelow(Path.of(folder))));
        return looked.stream()
                .filter(PostgresBinaries::complete)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "no PostgreSQL server programs found; looked in " + looked + " and below " + USUAL,
                        "install PostgreSQL 13 to 19 (Debian: apt-get install postgresql-15) or set " + VARIABLE
                                + " to the folder of initdb."));
    }

    private static boolean complete(Path bin) {
        return Stream.of("initdb", "postgres", "pg_ctl", "pg_basebackup", "pg_dump")
                .allMatch(program -> Files.isExecutable(bin.resolve(program)));
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
     * /opt/homebrew/opt/postgresql@15/bin}.
     */
    private static List<Path> versionsBelow(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(folder)) {
            return versions.filter(version -> version.getFileName().toString().matches("(pgsql-|postgresql@)?\\d+"))
                    .sorted(Comparator.comparingInt(PostgresBinaries::major).reversed())
                    .map(version -> version.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static int major(Path version) {
        return Integer.parseInt(version.getFileName().toString().replaceAll("\\D", ""));
    }
}
