package playbook.validate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.SchemaFingerprint;
import playbook.postgres.Fingerprints;

/** Schema, keys, sequences, checksums: what the catalog says, and whether the rows agree. */
final class SchemaChecks {

    private SchemaChecks() {}

    static Verdict fingerprint(Connection session, CheckData.Expectations expected) throws SQLException {
        SchemaFingerprint before = expected.schema();
        if (before == null) {
            return Verdict.failed("no fingerprint was taken before the recovery, so there is nothing to compare with");
        }
        SchemaFingerprint now = Fingerprints.take(session);
        return Verdict.of(before.differences(now), now.objects().size() + " objects as at " + before.measuredAt());
    }

    static Verdict foreignKeys(Connection session) throws SQLException {
        List<String> troubles = new ArrayList<>();
        Map<String, String> orphans = new LinkedHashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Sql.text("foreign-keys.sql"))) {
            while (row.next()) {
                orphans.put(row.getString("name"), row.getString("orphans"));
                if (!row.getBoolean("validated")) {
                    troubles.add(row.getString("name") + " is NOT VALID");
                }
            }
        }
        for (Map.Entry<String, String> key : orphans.entrySet()) {
            long count = number(session, key.getValue());
            if (count > 0) {
                troubles.add(key.getKey() + " has " + count + " rows without their parent");
            }
        }
        return Verdict.of(troubles, orphans.size() + " foreign keys compared row by row");
    }

    static Verdict invalidIndexes(Connection session) throws SQLException {
        return Verdict.of(
                names(session, Sql.text("invalid-indexes.sql")).stream()
                        .map(name -> name + " is not valid")
                        .toList(),
                "every index is valid");
    }

    static Verdict pageChecksums(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Sql.text("checksum-failures.sql"))) {
            row.next();
            if (!row.getString("checksums").equals("on")) {
                return Verdict.passed("not available: this server writes no page checksums");
            }
            return row.getLong("failures") == 0
                    ? Verdict.passed("the server has met no page with a wrong checksum")
                    : Verdict.failed(row.getLong("failures") + " pages with a wrong checksum, the newest at "
                            + row.getString("newest"));
        }
    }

    static Verdict sequences(Connection session) throws SQLException {
        Map<String, String> readings = new LinkedHashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Sql.text("sequences.sql"))) {
            while (row.next()) {
                readings.put(row.getString("name"), row.getString("reading"));
            }
        }
        List<String> troubles = new ArrayList<>();
        for (Map.Entry<String, String> sequence : readings.entrySet()) {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(sequence.getValue())) {
                row.next();
                if (!row.getBoolean(3)) {
                    troubles.add(sequence.getKey() + " gives " + row.getLong(1) + " next, but " + row.getLong(2)
                            + " is in use");
                }
            }
        }
        return Verdict.of(troubles, readings.size() + " sequences are past their columns");
    }

    private static long number(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> names(Connection session, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
