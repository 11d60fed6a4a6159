package playbook.validate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import playbook.incident.Resource;
import playbook.incident.SchemaFingerprint;
import playbook.postgres.Fingerprints;
import playbook.wayback.Expectations;

/** Checks the schema by the catalog, and page checksums by the server's counters. */
final class SchemaChecks {

    private SchemaChecks() {}

    static Verdict fingerprint(Connection session, Expectations expected) throws SQLException {
        SchemaFingerprint before = expected.schema();
        if (before == null) {
            return Verdict.notLookedAt(
                    "no fingerprint was taken before the recovery, so there is nothing to compare with");
        }
        SchemaFingerprint now = Fingerprints.take(session);
        return Verdict.of(before.differences(now), now.objects().size() + " objects as at " + before.measuredAt());
    }

    /**
     * Must run after every table was read, since the server verifies a page's checksum when it reads the page from
     * disk.
     */
    static Verdict pageChecksums(Connection session, int tables) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Resource.text("playbook/validate/checksum-failures.sql"))) {
            row.next();
            if (!row.getString("checksums").equals("on")) {
                return Verdict.notLookedAt("not available: this server has no page checksums");
            }
            if (row.getLong("failures") > 0) {
                return Verdict.failed(row.getLong("failures") + " pages with a wrong checksum, the newest at "
                        + row.getString("newest"));
            }
            return tables == 0
                    ? Verdict.notLookedAt("no table was read, so no page's checksum was compared")
                    : Verdict.passed(tables + " tables were read just now, and the server found no page with a wrong"
                            + " checksum (it does not verify pages that were in memory already)");
        }
    }
}
