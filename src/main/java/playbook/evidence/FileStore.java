package playbook.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;
import playbook.incident.Sha256;

/** Keeps an incident's files beside the record, in the engine's database: a folder would be on one replica only. */
@Component
class FileStore implements IncidentFiles {

    private static final String REPLACE = """
            -- Replaces the text of an existing file.
            update playbook_file set content = :content, bytes = :bytes, sha256 = :sha256, written_at = :at
            where incident = :incident and name = :name
            """;

    private static final String INSERT = """
            -- Adds a new file.
            insert into playbook_file (incident, name, content, bytes, sha256, written_at)
            values (:incident, :name, :content, :bytes, :sha256, :at)
            """;

    private static final String LIST = """
            -- An incident's files, without their texts.
            select name, bytes, sha256, written_at from playbook_file where incident = :incident order by name
            """;

    private static final String TEXT = """
            -- One file.
            select content from playbook_file where incident = :incident and name = :name
            """;

    private final JdbcClient database;

    FileStore(JdbcClient database) {
        this.database = database;
    }

    @Override
    public StoredFile write(Incident incident, String name, String text) {
        StoredFile file = new StoredFile(
                name,
                text.getBytes(StandardCharsets.UTF_8).length,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                Sha256.of(text));
        if (put(REPLACE, incident, file, text) == 0) {
            put(INSERT, incident, file, text);
        }
        return file;
    }

    private int put(String sql, Incident incident, StoredFile file, String text) {
        return database.sql(sql)
                .param("incident", incident.key())
                .param("name", file.name())
                .param("content", text)
                .param("bytes", file.bytes())
                .param("sha256", file.sha256())
                .param("at", file.changedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    @Override
    public List<StoredFile> of(String incidentKey) {
        return database.sql(LIST)
                .param("incident", incidentKey)
                .query((row, number) -> new StoredFile(
                        row.getString("name"),
                        row.getLong("bytes"),
                        row.getObject("written_at", OffsetDateTime.class).toInstant(),
                        row.getString("sha256")))
                .list();
    }

    @Override
    public Optional<String> text(String incidentKey, String name) {
        return database.sql(TEXT)
                .param("incident", incidentKey)
                .param("name", name)
                .query(String.class)
                .optional();
    }
}
