package playbook.evidence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.platform.Targets;

/** Numbers incidents ({@code DL-2026-0001}) and ensures that a target has at most one running incident. */
@Component
public class IncidentBook {

    private final JdbcClient database;
    private final Targets targets;
    private final TransactionTemplate own;

    IncidentBook(JdbcClient database, Targets targets, PlatformTransactionManager transactions) {
        this.database = database;
        this.targets = targets;
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** @param joined whether the report joined an incident that was already running */
    public record Opened(Incident incident, boolean joined) {}

    /** Opens an incident, or returns the one that is running on this target; committed when it returns. */
    public Opened open(Target target, String reportedBy, Instant noticedAt) {
        for (int attempt = 1; ; attempt++) {
            Optional<Incident> running = running(target);
            if (running.isPresent()) {
                return new Opened(running.get(), true);
            }
            try {
                Incident opened = own.execute(status -> insert(target, reportedBy, noticedAt));
                return new Opened(Objects.requireNonNull(opened), false);
            } catch (DuplicateKeyException anotherWasFaster) {
                // Another report took this target or this number at the same moment: look again.
                if (attempt == 5) {
                    throw anotherWasFaster;
                }
            }
        }
    }

    public Optional<Incident> running(Target target) {
        return one("running", target.name());
    }

    public Optional<Incident> find(String key) {
        return one("incident", key);
    }

    /**
     * Closes the incident and stores the number of its rows, so that the verifier notices a record whose end was cut
     * off.
     */
    public void close(String key, String outcome) {
        own.executeWithoutResult(status -> database.sql("""
                        -- An incident is closed once; the verifier later expects at least this number of rows.
                        update playbook_incident set running = null, outcome = :outcome, closed_at = :at,
                            evidence_rows = (select count(*) from playbook_evidence where incident = :key)
                        where incident = :key and closed_at is null
                        """)
                .param("key", key)
                .param("outcome", outcome)
                .param("at", Instant.now().atOffset(ZoneOffset.UTC))
                .update());
    }

    private Incident insert(Target target, String reportedBy, Instant noticedAt) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        int counted = database.sql(
                        "update playbook_incident_number set last_number = last_number + 1 where year_of = :year")
                .param("year", year)
                .update();
        if (counted == 0) {
            database.sql("insert into playbook_incident_number (year_of, last_number) values (:year, 1)")
                    .param("year", year)
                    .update();
        }
        int number = database.sql("select last_number from playbook_incident_number where year_of = :year")
                .param("year", year)
                .query(Integer.class)
                .single();
        Incident incident = new Incident(
                "DL-%04d-%04d".formatted(year, number),
                target,
                now,
                reportedBy,
                noticedAt.isAfter(now) ? now : noticedAt.truncatedTo(ChronoUnit.MICROS));
        database.sql("""
                        -- The column running is unique: the later of two reports fails here and joins the incident.
                        insert into playbook_incident (incident, target, running, reported_at, reported_by, noticed_at)
                        values (:key, :target, :target, :reportedAt, :reportedBy, :noticedAt)
                        """)
                .param("key", incident.key())
                .param("target", target.name())
                .param("reportedAt", incident.reportedAt().atOffset(ZoneOffset.UTC))
                .param("reportedBy", reportedBy)
                .param("noticedAt", incident.noticedAt().atOffset(ZoneOffset.UTC))
                .update();
        return incident;
    }

    private Optional<Incident> one(String column, String value) {
        return database.sql(
                        "select incident, target, reported_at, reported_by, noticed_at from playbook_incident where "
                                + column + " = :value")
                .param("value", value)
                .query((row, number) -> new Incident(
                        row.getString("incident"),
                        targets.named(row.getString("target")),
                        row.getObject("reported_at", OffsetDateTime.class).toInstant(),
                        row.getString("reported_by"),
                        row.getObject("noticed_at", OffsetDateTime.class).toInstant()))
                .optional();
    }
}
