package playbook.evidence;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Incident;

/**
 * A row to be added to the record.
 *
 * @param type simple name of the content's class; empty for a decision without content
 * @param attempt number of the attempt, for an intent; null in all other rows
 * @param who the person who decided or was refused; null in all other rows
 * @param content JSON
 */
record NewRow(
        Incident incident,
        String step,
        Kind kind,
        String type,
        @Nullable Integer attempt,
        @Nullable String who,
        String content) {

    private static final String INSERT = """
            -- A row of the record, not yet in the chain.
            insert into playbook_evidence (incident, step, kind, type, attempt, who, content, written_at, intent_key)
            values (:incident, :step, :kind, :type, :attempt, :who, :content, :at, :intentKey)
            """;

    /** @throws org.springframework.dao.DuplicateKeyException when the same intent is on record already */
    void insert(JdbcClient database) {
        database.sql(INSERT)
                .param("incident", incident.key())
                .param("step", step)
                .param("kind", kind.name())
                .param("type", type)
                .param("attempt", attempt)
                .param("who", who)
                .param("content", content)
                .param("at", Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .param(
                        "intentKey",
                        kind == Kind.INTENT ? Digest.key(incident.key(), step, String.valueOf(attempt)) : null)
                .update();
    }
}
