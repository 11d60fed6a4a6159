package playbook.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import playbook.incident.Incident;

/** Keeps the remembered changes in the engine's database; each call is committed when it returns. */
@Component
class ChangesStore implements Changes {

    private static final String OPEN = """
            -- Changes that are not undone yet, oldest first.
            select id, incident, kind, subject, before_change, remembered_at
            from playbook_change where open_key is not null
            """;

    private final JdbcClient database;
    private final TransactionTemplate own;

    ChangesStore(JdbcClient database, PlatformTransactionManager transactions) {
        this.database = database;
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public void remember(Incident incident, String kind, String subject, Object before) {
        try {
            own.executeWithoutResult(status -> database.sql("""
                            -- The first state stays: a repeated step would see, and remember, its own change.
                            insert into playbook_change
                                (incident, kind, subject, before_change, remembered_at, open_key)
                            values (:incident, :kind, :subject, :before, :at, :openKey)
                            """)
                    .param("incident", incident.key())
                    .param("kind", kind)
                    .param("subject", subject)
                    .param("before", Json.write(before))
                    .param("at", now())
                    .param("openKey", Digest.key(incident.key(), kind, subject))
                    .update());
        } catch (DuplicateKeyException remembered) {
            // A row exists: the state that was remembered first is the one to restore.
        }
    }

    @Override
    public List<Change> open(Incident incident, String kind) {
        return database.sql(OPEN + " and incident = :incident and kind = :kind order by id")
                .param("incident", incident.key())
                .param("kind", kind)
                .query(ChangesStore::change)
                .list();
    }

    @Override
    public List<Change> open() {
        return database.sql(OPEN + " order by id").query(ChangesStore::change).list();
    }

    @Override
    public void undone(Change change) {
        own.executeWithoutResult(status -> database.sql("update playbook_change set undone_at = :at, open_key = null"
                        + " where id = :id and undone_at is null")
                .param("at", now())
                .param("id", change.id())
                .update());
    }

    private static OffsetDateTime now() {
        return Instant.now().atOffset(ZoneOffset.UTC);
    }

    private static Change change(ResultSet row, int number) throws SQLException {
        return new Change(
                row.getLong("id"),
                row.getString("incident"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("before_change"),
                row.getObject("remembered_at", OffsetDateTime.class).toInstant());
    }
}
