package playbook.evidence;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the record from the engine's database. */
@Component
class EvidenceRows implements EvidenceReading {

    private static final String ROWS = """
            -- The record of an incident, in the order in which it was written.
            select id, kind, step, type, who, content, written_at
            from playbook_evidence where incident = :incident order by id
            """;

    private final JdbcClient database;

    EvidenceRows(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<Entry> of(String incidentKey) {
        return database.sql(ROWS)
                .param("incident", incidentKey)
                .query((row, number) -> new Entry(
                        row.getLong("id"),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("step"),
                        row.getString("type"),
                        Objects.requireNonNullElse(row.getString("who"), ""),
                        row.getString("content"),
                        row.getObject("written_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
