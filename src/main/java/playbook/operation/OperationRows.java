package playbook.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import playbook.platform.JobStatus;

/** Reads the operations from the table in which {@link OperationReconciler} keeps them. */
@Component
class OperationRows implements OperationReading {

    private static final String ROWS = """
            -- An incident's long operations, in the state last seen.
            select name, step, attempt, state, exit_code, started_at, ended_at, done_units, total_units, unit, log_tail
            from playbook_operation where incident = :incident order by started_at, name
            """;

    private final JdbcClient database;

    OperationRows(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<Seen> of(String incidentKey) {
        return database.sql(ROWS)
                .param("incident", incidentKey)
                .query((row, number) -> seen(row))
                .list();
    }

    private static Seen seen(ResultSet row) throws SQLException {
        Instant started = OperationRowMapper.instant(row, "started_at");
        return new Seen(
                row.getString("name"),
                row.getString("step"),
                row.getInt("attempt"),
                started,
                new JobStatus(
                        JobStatus.State.valueOf(row.getString("state")),
                        (Integer) row.getObject("exit_code"),
                        started,
                        OperationRowMapper.instant(row, "ended_at"),
                        row.getLong("done_units"),
                        row.getLong("total_units"),
                        row.getString("unit"),
                        null,
                        row.getString("log_tail")));
    }
}
