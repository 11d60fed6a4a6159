package playbook.operation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import playbook.incident.Incident;
import playbook.platform.JobStatus;
import playbook.platform.Targets;

/** The table of long operations in the engine's database. Each call is committed when it returns. */
@Component
class OperationTable {

    /** An operation, and the fencing token of the lease under which it may be written. */
    record Leased(OperationRecord operation, long token) {}

    private final JdbcClient database;
    private final OperationRowMapper rows;
    private final TransactionTemplate own;

    OperationTable(JdbcClient database, Targets targets, PlatformTransactionManager transactions) {
        this.database = database;
        this.rows = new OperationRowMapper(targets);
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Inserts the operation; if it exists already, only its end is reported again. */
    void insertOrTellAgain(String name, Incident incident, String step, int attempt) {
        try {
            own.executeWithoutResult(status -> database.sql("""
                            -- The row is inserted before the job starts, so that every running job is known.
                            insert into playbook_operation (name, incident, target, reported_at, reported_by, noticed_at,
                                step, attempt, state, done_units, total_units, unit, log_tail, fencing_token, delivered, orphan)
                            values (:name, :incident, :target, :reportedAt, :reportedBy, :noticedAt,
                                :step, :attempt, 'UNKNOWN', -1, -1, '', '', 0, false, false)
                            """)
                    .param("name", name)
                    .param("incident", incident.key())
                    .param("target", incident.target().name())
                    .param("reportedAt", incident.reportedAt().atOffset(ZoneOffset.UTC))
                    .param("reportedBy", incident.reportedBy())
                    .param("noticedAt", incident.noticedAt().atOffset(ZoneOffset.UTC))
                    .param("step", step)
                    .param("attempt", attempt)
                    .update());
        } catch (DuplicateKeyException startedBefore) {
            own.executeWithoutResult(status -> database.sql(
                            "update playbook_operation set delivered = false where name = :name and not orphan")
                    .param("name", name)
                    .update());
        }
    }

    Optional<OperationRecord> find(String name) {
        return database.sql("select * from playbook_operation where name = :name")
                .param("name", name)
                .query(rows)
                .optional();
    }

    List<OperationRecord> of(String incidentKey) {
        return database.sql("select * from playbook_operation where incident = :incident order by started_at, name")
                .param("incident", incidentKey)
                .query(rows)
                .list();
    }

    /** Leases free operations, renews this holder's leases (database clock); a new holder's token is higher. */
    List<Leased> lease(String holder) {
        own.executeWithoutResult(
                status -> database.sql("""
                        update playbook_operation
                        set fencing_token = case when holder = :holder then fencing_token else fencing_token + 1 end,
                            holder = :holder, lease_until = current_timestamp + interval '30' second
                        where not delivered
                            and (holder is null or holder = :holder or lease_until < current_timestamp)
                        """).param("holder", holder).update());
        return database.sql("select * from playbook_operation where not delivered and holder = :holder order by name")
                .param("holder", holder)
                .query((row, number) -> new Leased(rows.mapRow(row, number), row.getLong("fencing_token")))
                .list();
    }

    /** @return false when another holder has the lease now; then nothing is written */
    boolean write(Leased leased, String holder, JobStatus status) {
        Integer written = own.execute(ignored -> database.sql("""
                        update playbook_operation
                        set state = :state, started_at = :startedAt, ended_at = :endedAt, done_units = :done,
                            total_units = :total, unit = :unit, exit_code = :exitCode, result = :result, log_tail = :log
                        where name = :name and holder = :holder and fencing_token = :token
                        """)
                .param("state", status.state().name())
                .param("startedAt", OperationRowMapper.time(status.startedAt()))
                .param("endedAt", OperationRowMapper.time(status.endedAt()))
                .param("done", status.done())
                .param("total", status.total())
                .param("unit", status.unit())
                .param("exitCode", status.exitCode())
                .param("result", status.result())
                .param("log", status.logTail())
                .param("name", leased.operation().name())
                .param("holder", holder)
                .param("token", leased.token())
                .update());
        return written != null && written == 1;
    }

    /** Marks an operation as failed whose job never started, whoever holds the lease. */
    void failed(String name, String why) {
        own.executeWithoutResult(
                status -> database.sql("update playbook_operation set state = 'FAILED', ended_at = :at, log_tail = :why"
                                + " where name = :name")
                        .param("at", Instant.now().atOffset(ZoneOffset.UTC))
                        .param("why", why)
                        .param("name", name)
                        .update());
    }

    void delivered(Leased leased, boolean orphan) {
        own.executeWithoutResult(
                status -> database.sql("update playbook_operation set delivered = true, orphan = :orphan"
                                + " where name = :name and fencing_token = :token")
                        .param("orphan", orphan)
                        .param("name", leased.operation().name())
                        .param("token", leased.token())
                        .update());
    }

    /** Whether the incident is closed, so that no process can wait for its operations any more. */
    boolean closed(String incidentKey) {
        return database.sql("select count(*) from playbook_incident where incident = :key and closed_at is not null")
                        .param("key", incidentKey)
                        .query(Long.class)
                        .single()
                > 0;
    }
}
