package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.Resource;
import playbook.incident.SchemaFingerprint;

/** Takes the fingerprint of a database's schema. */
public final class Fingerprints {

    private Fingerprints() {}

    public static SchemaFingerprint take(Connection session) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (Statement statement = session.createStatement()) {
            // Names in definitions are written in full only when the search path is empty.
            statement.execute("set search_path = pg_catalog");
            add(statement, "schema-fingerprint.sql", objects);
            if (session.getMetaData().getDatabaseMajorVersion() >= 15) {
                add(statement, "schema-fingerprint-15.sql", objects);
            }
        }
        return new SchemaFingerprint(objects, Instant.now());
    }

    private static void add(Statement statement, String query, Map<String, String> objects) throws SQLException {
        try (ResultSet row = statement.executeQuery(Resource.text("playbook/postgres/" + query))) {
            while (row.next()) {
                objects.merge(row.getString(1), row.getString(2), (one, other) -> one + "; " + other);
            }
        }
    }
}
