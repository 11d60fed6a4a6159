package playbook.practice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import playbook.incident.HintedException;

/** The programs of PostgreSQL that a range and a response on it run. */
final class PostgresPrograms {

    static final int NEWEST_RELEASED = 18;

    private static final List<String> NEEDED =
            List.of("postgres", "initdb", "pg_ctl", "pg_basebackup", "pg_dump", "pg_waldump");
    private static final Pattern KNOWN = Pattern.compile("\\(PostgreSQL\\) 1[3-9]");

    private PostgresPrograms() {}

    /** What this folder has not, in words; empty when it has all. */
    static String lacking(Path bin) {
        List<String> missing = NEEDED.stream()
                .filter(program -> !Files.isExecutable(bin.resolve(program)))
                .toList();
        if (!missing.isEmpty()) {
            return String.join(", ", missing);
        }
        try {
            String version = Programs.run(List.of(bin.resolve("postgres").toString(), "--version"));
            return KNOWN.matcher(version).find() ? "" : "postgres of a version from 13 to 19, but " + version.strip();
        } catch (HintedException broken) {
            return "postgres that works: " + String.valueOf(broken.getMessage()).replace('\n', ' ');
        }
    }
}
