package playbook.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import playbook.incident.Sha256;

/** A row of the record with its place in the chain; see {@link EvidenceExport} for the format. */
record SealedRow(
        long id,
        String incident,
        long position,
        @Nullable String previous,
        @Nullable String hash,
        String content) {

    static final String COLUMNS =
            "id, incident, step, kind, type, attempt, who, content, written_at, chain_position, previous_hash, hash";

    static SealedRow read(ResultSet row, int number) throws SQLException {
        return new SealedRow(
                row.getLong("id"),
                row.getString("incident"),
                row.getLong("chain_position"),
                row.getString("previous_hash"),
                row.getString("hash"),
                Json.write(Arrays.asList(
                        row.getLong("id"),
                        row.getString("incident"),
                        row.getString("step"),
                        row.getString("kind"),
                        row.getString("type"),
                        row.getObject("attempt"),
                        row.getString("who"),
                        row.getString("content"),
                        row.getObject("written_at", OffsetDateTime.class)
                                .toInstant()
                                .toString())));
    }

    /** The hash of this content at that place. */
    static String hash(String previous, long position, String content) {
        return Sha256.of(previous + "\n" + position + "\n" + Sha256.of(content));
    }
}
