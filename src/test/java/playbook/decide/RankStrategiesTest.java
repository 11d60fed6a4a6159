package playbook.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Method;
import playbook.incident.Objectives;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.wayback.TestWays;

class RankStrategiesTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    /** HC-11: the drop of a staging table that a loader made is chosen by name. */
    @Test
    void whoeverChoosesAHarmlessSuspectReadsWhyItIsHardlyTheLoss() {
        Culprit staging = culprit(Operation.DROP);
        CulpritSearch search = search(40, 60)
                .withSuspects(List.of(
                        new CulpritSearch.Suspect(culprit(Operation.DELETE), 8, true),
                        new CulpritSearch.Suspect(
                                staging, 1, true, "made in the searched window and in no backup", true)));
        Incident incident = new Incident("DL-2026-0001", unreachable(), AT, "olivia", AT);
        for (Culprit chosen : List.of(staging, culprit(Operation.DELETE))) {
            TestEvidence evidence = new TestEvidence();
            evidence.found(incident, "findCulprit", search);
            evidence.found(incident, "findCulprit", chosen);
            List<Option> options = ((StrategyOptions) new RankStrategies(
                                    evidence,
                                    measurements(),
                                    TestWays.all(),
                                    new AgreedTarget(unreachable(), Objectives.NONE))
                            .run(incident)
                            .finding())
                    .options();
            String told = " It is probably not the loss: the data it destroyed was made in the searched window"
                    + " and in no backup.";
            assertThat(options)
                    .filteredOn(option -> option.method().equals("row-recovery"))
                    .singleElement()
                    .matches(option -> option.reasonIfNot().endsWith(told) == chosen.wholeTables());
            assertThat(options)
                    .filteredOn(option -> option.method().equals("point-in-time-recovery"))
                    .singleElement()
                    .matches(option -> option.loses().endsWith(told) == chosen.wholeTables());
        }
    }

    @Test
    void timesAreMeasuredOrSaidToBeFromTheOriginal() {
        Measurements measurements = measurements();
        Target unreachable = unreachable();
        measurements.record(unreachable, "row-recovery", 100_000_000, 10, AT.minusSeconds(86_400));
        measurements.record(unreachable, "row-recovery", 200_000_000, 4, AT);
        measurements.record(unreachable, "row-recovery", 0, 4, AT.plusSeconds(1));

        assertThat(measurements
                        .newest(unreachable, "row-recovery")
                        .orElseThrow()
                        .secondsFor(500_000_000))
                .isEqualTo(10);
        assertThat(measurements
                        .newest(unreachable, "row-recovery")
                        .orElseThrow()
                        .megabytesPerSecond())
                .isEqualTo(50);

        TestEvidence evidence = new TestEvidence();
        Incident incident = new Incident("DL-2026-0001", unreachable, AT, "olivia", AT);
        var result = new RankStrategies(
                        evidence, measurements, TestWays.all(), new AgreedTarget(unreachable, Objectives.NONE))
                .run(incident);

        assertThat(result.outcome()).hasToString("NONE_AVAILABLE");
        assertThat(evidence.get(incident, StrategyFacts.class).scenario()).isEqualTo("complete-loss");
        List<Option> options = ((StrategyOptions) result.finding()).options();
        assertThat(options)
                .extracting(Option::method)
                .containsExactly(Stream.of(Method.values()).map(Method::word).toArray(String[]::new));
        assertThat(options).noneMatch(option -> option.reasonIfNot().isEmpty());
        assertThat(options)
                .filteredOn(option -> !option.method().equals("row-recovery"))
                .extracting(Option::basis)
                .containsOnly(StrategyOptions.NOT_MEASURED);
        assertThat(options.get(1).bestFor()).isEqualTo("Recent accidental changes, specific timestamp known");
    }

    /** Row recovery may open by itself when the dead rows are found: what is beyond the objectives is known by then. */
    @Test
    void whatIsBeyondTheObjectivesIsSaidAlsoOfAWayThatOpensLater() {
        Incident incident = new Incident("DL-2026-0001", unreachable(), AT, "olivia", AT);
        Objectives agreed = new Objectives(java.time.Duration.ofMinutes(30), null);
        StrategyOptions options = (StrategyOptions) new RankStrategies(
                        new TestEvidence(), measurements(), TestWays.all(), new AgreedTarget(unreachable(), agreed))
                .run(incident)
                .finding();
        assertThat(options.with("row-recovery", true, "")
                        .of("row-recovery")
                        .orElseThrow()
                        .beyond())
                .containsExactly("How long it takes was never measured here; agreed is a recovery within 30 min 00 s.");
    }

    private static CulpritSearch search(long gapFrom, long gapTo) {
        return new CulpritSearch(
                new Lsn(1),
                new Lsn(500),
                AT,
                AT,
                AT,
                500,
                1,
                3,
                1,
                List.of(new CulpritSearch.Gap(new Lsn(gapFrom), new Lsn(gapTo), "segment 7 is missing")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                1);
    }

    private static Measurements measurements() {
        DataSource database = new EmbeddedDatabaseBuilder()
                .setType(EmbeddedDatabaseType.H2)
                .generateUniqueName(true)
                .addScript("classpath:db/migration/V20__measurements.sql")
                .build();
        return new Measurements(new JdbcTemplate(database));
    }

    private static Target unreachable() {
        return new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of(), true);
    }

    private static Culprit culprit(Operation operation) {
        return culprit(List.of(new TableChange(new TableName("public", "users"), 16400, operation, 40)));
    }

    private static Culprit culprit(List<TableChange> changes) {
        return new Culprit(700, List.of(), new Lsn(100), new Lsn(200), new Lsn(240), 1, AT, changes);
    }
}
