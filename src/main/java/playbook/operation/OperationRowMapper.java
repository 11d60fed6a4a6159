package playbook.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import playbook.incident.Incident;
import playbook.platform.JobStatus;
import playbook.platform.Targets;

/** Maps a row of the table of operations to an operation. */
record OperationRowMapper(Targets targets) implements RowMapper<OperationRecord> {

    @Override
    public OperationRecord mapRow(ResultSet row, int number) throws SQLException {
        return new OperationRecord(
                row.getString("name"),
                new Incident(
                        row.getString("incident"),
                        targets.named(row.getString("target")),
                        row.getObject("reported_at", OffsetDateTime.class).toInstant(),
                        row.getString("reported_by"),
                        row.getObject("noticed_at", OffsetDateTime.class).toInstant()),
                row.getString("step"),
                row.getInt("attempt"),
                new JobStatus(
                        JobStatus.State.valueOf(row.getString("state")),
                        (Integer) row.getObject("exit_code"),
                        instant(row, "started_at"),
                        instant(row, "ended_at"),
                        row.getLong("done_units"),
                        row.getLong("total_units"),
                        row.getString("unit"),
                        row.getString("result"),
                        row.getString("log_tail")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
