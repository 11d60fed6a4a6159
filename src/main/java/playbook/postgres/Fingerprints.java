package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.SchemaFingerprint;

/** Takes the fingerprint of a database's schema. */
public final class Fingerprints {

    private Fingerprints() {}

    public static SchemaFingerprint take(Connection session) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (Statement statement = session.createStatement()) {
            // Names in definitions are written in full only when the search path is empty.
            statement.execute("set search_path = pg_catalog");
            try (ResultSet row = statement.executeQuery(Sql.text("schema-fingerprint.sql"))) {
                while (row.next()) {
                    objects.merge(row.getString(1), row.getString(2), (one, other) -> one + "; " + other);
                }
            }
        }
        return new SchemaFingerprint(objects, Instant.now());
    }
}
