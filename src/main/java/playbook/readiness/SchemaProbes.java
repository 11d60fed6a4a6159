package playbook.readiness;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Resource;

/** Checks the catalog for what limits the ways back, and for existing defects. */
final class SchemaProbes {

    private record Kind(String what, String hint) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "unlogged tables",
                    "no way back restores their rows, and every recovery empties them: have the application fill"
                            + " them again, or ALTER TABLE … SET LOGGED"),
            new Kind(
                    "tables without a key",
                    "their rows can only be identified by all their values: an UPDATE of them cannot be taken"
                            + " back row by row. Add a"
                            + " primary key"),
            new Kind("large objects", "they lie outside the tables: check that your restore test covers them"),
            new Kind(
                    "NOT VALID constraints",
                    "for information: the checks after a recovery report them as known; ALTER TABLE … VALIDATE"
                            + " CONSTRAINT ends that"),
            new Kind(
                    "invalid indexes",
                    "for information: they are not used, the checks after a recovery report them as known; REINDEX or"
                            + " drop them"),
            new Kind(
                    "materialized views without data",
                    "for information: they cannot be read until REFRESH MATERIALIZED VIEW"));

    private SchemaProbes() {}

    /** One probe for each finding, or a single one when there is no finding. */
    static List<Probe> look(Statement statement) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (ResultSet row = statement.executeQuery(Resource.text("playbook/readiness/schema.sql"))) {
            while (row.next()) {
                found.put(row.getString("what"), row.getLong("number") + ": " + row.getString("names"));
            }
        }
        List<Probe> probes = new ArrayList<>();
        for (Kind kind : KINDS) {
            String told = found.get(kind.what());
            if (told != null) {
                probes.add(Probe.weak(kind.what(), told, kind.hint()));
            }
        }
        return probes.isEmpty() ? List.of(Probe.found("schema", "nothing that limits a way back")) : probes;
    }
}
