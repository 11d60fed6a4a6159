package playbook.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import playbook.incident.Incident;
import playbook.incident.StrategyFacts;
import playbook.incident.Target;
import playbook.operation.OperationReading.Seen;
import playbook.operation.OperationRecord;
import playbook.operation.TestEvidence;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.wayback.TestWays;

class MeasuredRecoveryTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final Target target =
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of(), true);
    private final Incident incident = new Incident("DL-2026-0001", target, AT, "olga", AT);
    private final TestEvidence evidence = new TestEvidence();
    private final JdbcTemplate database = new JdbcTemplate(new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .addScript("classpath:db/migration/V20__measurements.sql")
            .build());
    private final Measurements measurements = new Measurements(database);

    @Test
    void theNextIncidentIsEstimatedByWhatThisOneTook() {
        evidence.found(
                incident,
                "rankStrategies",
                new StrategyFacts("accidental-delete", true, true, true, true, true, 200, "", "", true));
        MeasuredRecovery measured = new MeasuredRecovery(
                measurements,
                key -> List.of(
                        seen("copyServer", State.SUCCEEDED, 0, 100),
                        seen("restoreBase", State.FAILED, 0, 50),
                        seen("restoreBase", State.SUCCEEDED, 0, 4),
                        seen("mergeRows", State.SUCCEEDED, 6, 10)),
                evidence,
                TestWays.all());
        OperationRecord merged = new OperationRecord("m", incident, "mergeRows", 1, status(State.SUCCEEDED, 6, 10));

        assertThat(measured.delivered(merged)).isTrue();
        assertThat(measured.delivered(merged)).as("told again").isTrue();

        Measurement way = measurements.newest(target, "row-recovery").orElseThrow();
        assertThat(way.seconds()).isEqualTo(8);
        assertThat(way.secondsFor(500_000_000)).isEqualTo(20);
        assertThat(way.measuredAt()).isEqualTo(AT.plusSeconds(10));
        assertThat(database.queryForObject("select count(*) from playbook_measurement", Integer.class))
                .isEqualTo(3);
    }

    @Test
    void aMergeThatFailedTellsNothing() {
        new MeasuredRecovery(measurements, key -> List.of(), evidence, TestWays.all())
                .delivered(new OperationRecord("m", incident, "mergeRows", 1, status(State.FAILED, 6, 10)));
        assertThat(measurements.newest(target, "row-recovery")).isEmpty();
    }

    private static Seen seen(String step, State state, long from, long to) {
        return new Seen(step + "-1", step, 1, AT.plusSeconds(from), status(state, from, to));
    }

    private static JobStatus status(State state, long from, long to) {
        return new JobStatus(state, 0, AT.plusSeconds(from), AT.plusSeconds(to), 1, 1, "rows", null, "");
    }
}
