package playbook.decide;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Records how long recoveries and steps took on a target; every estimate uses these measurements. */
@Component
public class Measurements {

    private final JdbcTemplate database;

    Measurements(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * Records one measurement.
     *
     * @param what the word of a method such as {@code row-recovery}, or a step's id
     * @param bytes size of the database at that time, or number of bytes handled
     */
    public void record(Target target, String what, long bytes, double seconds, Instant measuredAt) {
        database.update(
                "insert into playbook_measurement (target, what, bytes, seconds, measured_at) values (?, ?, ?, ?, ?)",
                target.name(),
                what,
                bytes,
                seconds,
                OffsetDateTime.ofInstant(measuredAt, ZoneOffset.UTC));
    }

    public Optional<Measurement> newest(Target target, String what) {
        return database
                .query(
                        """
                        select bytes, seconds, measured_at from playbook_measurement
                        where target = ? and what = ? and bytes > 0 and seconds > 0
                        order by measured_at desc, id desc
                        fetch first 1 rows only
                        """,
                        (row, number) -> new Measurement(
                                row.getLong(1),
                                row.getDouble(2),
                                row.getObject(3, OffsetDateTime.class).toInstant()),
                        target.name(),
                        what)
                .stream()
                .findFirst();
    }
}
