package playbook.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** The tablespaces outside a server's data directory. */
public final class Tablespaces {

    private static final String ELSEWHERE = """
            SELECT spcname || ' in ' || pg_catalog.pg_tablespace_location(oid) FROM pg_catalog.pg_tablespace
            WHERE pg_catalog.pg_tablespace_location(oid) <> '' ORDER BY spcname
            """;

    private Tablespaces() {}

    /** Each tablespace with its folder; empty also when the server does not answer. */
    public static List<String> elsewhere(Target target) {
        try (Connection session = Connections.open(target)) {
            return Query.list(session, ELSEWHERE, row -> Query.text(row, 1));
        } catch (HintedException | SQLException down) {
            return List.of();
        }
    }

    /** OIDs of the tablespaces in a data directory or a copy of one; empty when the directory cannot be read. */
    public static List<String> in(Path data) throws IOException {
        Path folder = data.resolve("pg_tblspc");
        if (!Files.isReadable(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
