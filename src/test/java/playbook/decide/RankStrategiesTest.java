package playbook.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import playbook.evidence.Json;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;
import playbook.platform.Servers;

class RankStrategiesTest {

    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void rowRecoveryNeedsAllItsFacts() {
        assertThat(reason(facts(culprit(Operation.DELETE), 20, 1000, List.of(), 200)))
                .isEmpty();
        assertThat(reason(facts(culprit(Operation.DELETE), 20, 1000, List.of(), -1)))
                .isEqualTo("The server does not answer, so there is nowhere to give rows back to.");
        assertThat(reason(facts(null, 20, 1000, List.of(), 200)))
                .isEqualTo("The transaction that destroyed the rows is not known.");
        assertThat(reason(facts(culprit(Operation.DROP), 20, 1000, List.of(), 200)))
                .isEqualTo(
                        "The culprit dropped or emptied whole tables: there are no rows to compare. Point-in-time recovery"
                                + " brings them back, with the whole server.");
        assertThat(reason(facts(culprit(Operation.DELETE), 150, 1000, List.of(), 200)))
                .isEqualTo(
                        "No base backup ended before the culprit began: the oldest of 1, b1, ends at 0/96 (2026-11-22T10:00:00Z) on timeline"
                                + " 1, the culprit begins at 0/64 on timeline 1. What is mended now is seen by a new response:"
                                + " backups are listed once, at the beginning.");
        assertThat(reason(facts(culprit(Operation.DELETE), 20, 230, List.of(), 200)))
                .startsWith(
                        "The WAL archive does not reach far enough. From the base backup b1 a recovery gets to 0/E6 and"
                                + " no further, the culprit's transaction ended at 0/");
    }

    @Test
    void anUnloggedTableThatLacksNoRowIsNoLossOfRowRecovery() {
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(90, 90L)))
                .isEqualTo("Nothing: destroyed rows come back, later writes stay; conflicts are listed for a person."
                        + " public.carts is unlogged and refers to public.users: no WAL tells what was removed from it;"
                        + " 90 rows are there, 90 were in the dump.");
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(40, 90L)))
                .isEqualTo("All but this: destroyed rows come back, later writes stay; conflicts are listed for a"
                        + " person. public.carts is unlogged and refers to public.users: what was removed from it is in"
                        + " no WAL and in no base backup; only a dump can have it: 50 rows (90 there, 40 now).");
        assertThat(Losses.ofRows(culprit(Operation.DELETE), unloggedCarts(), carts(40, null)))
                .startsWith("All but this:");
    }

    @Test
    void goingBackTellsTheRowsOfUnloggedTablesBeforeTheChoice() {
        assertThat(Losses.ofGoingBack(null, culprit(Operation.DELETE), unloggedCarts(), carts(40, 90L)))
                .isEqualTo("Every write of every database on the server after that moment; counted before the approval."
                        + " And all rows of the unlogged tables, which only a dump has: public.carts 40 rows.");
    }

    @Test
    void whoEmptiedAnUnloggedTableIsToldThatOnlyADumpHasItsRows() {
        Culprit culprit = culprit(List.of(
                new TableChange(new TableName("public", "carts"), 1, Operation.TRUNCATE, -1, TableChange.UNLOGGED)));
        assertThat(RankStrategies.notComparable(culprit))
                .hasValue(
                        "The culprit dropped or emptied tables that are not logged: their rows are in no WAL and in no"
                                + " base backup. Only a dump can have them.");
        assertThat(Losses.ofGoingBack(null, culprit, null, carts(0, 300L)))
                .isEqualTo("Every write of every database on the server after that moment; counted before the approval."
                        + " It does not bring back what the transaction took from tables that are not logged: public.carts"
                        + " is unlogged: what was removed from it is in no WAL and in no base backup; only a dump can have"
                        + " it: 300 rows (300 there, 0 now).");
    }

    @Test
    void whoOnlyHidRowsIsToldThatNoneIsGone() {
        Culprit culprit = culprit(List.of(new TableChange(
                new TableName("public", "users"), 1, Operation.ALTER, 0, "changes the name (to users_old)")));
        assertThat(RankStrategies.notComparable(culprit))
                .hasValue(
                        "No row is gone: the culprit only changes the name (to users_old) of public.users. ALTER TABLE"
                                + " takes that back at once; point-in-time recovery does, with the whole server.");
    }

    @Test
    void aHoleSinceTheLossForbidsToGoBackAndOneBeforeItDoesNot() {
        assertThat(ArchiveReach.holeSince(culprit(Operation.DELETE), search(40, 60)))
                .isEmpty();
        assertThat(ArchiveReach.holeSince(culprit(Operation.DELETE), search(300, 400)))
                .isEqualTo(
                        "What would be undone can't be counted, WAL since the loss is missing: 0/12C to 0/190, segment"
                                + " 7 is missing. Look for it in pg_wal of the server and of its standbys and in other copies of"
                                + " the archive. What is mended now is seen by a new response: backups are listed once, at the"
                                + " beginning.");
    }

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
                                    new DefaultListableBeanFactory().getBeanProvider(Servers.class))
                            .run(incident)
                            .finding())
                    .options();
            String told = " It is hardly the loss: what it took away was made in the searched window and in no backup.";
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
                List.of());
    }

    private static SchemaFingerprint unloggedCarts() {
        return new SchemaFingerprint(
                Map.of(
                        "table public.users",
                        "kind r, persistence p, partition none",
                        "table public.carts",
                        "kind r, persistence u, partition none",
                        "constraint public.public.carts.carts_user_fkey",
                        "FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE"),
                AT);
    }

    private static RowCounts carts(long rows, @Nullable Long baseline) {
        return new RowCounts(
                List.of(new RowCounts.TableCount(
                        new TableName("public", "carts"), false, rows, "", baseline, null, null, null)),
                "d1",
                AT,
                AT);
    }

    /** HC-5. */
    @Test
    void aHoleInTheArchiveIsNamedWithWhatItMeans() {
        String hole = "000000010000000000000005 is missing";
        StrategyFacts facts = facts(culprit(Operation.DELETE), 20, 230, List.of(hole), 200);

        assertThat(reason(facts))
                .startsWith("The WAL archive has a hole: 000000010000000000000005 is missing. From the base backup b1 a"
                        + " recovery gets to 0/E6 and no further, ")
                .endsWith(
                        ". Look for it in pg_wal of the server and of its standbys and in other copies of the archive."
                                + " What is mended now is seen by a new response: backups are listed once, at the beginning.");
        assertThat(RankStrategies.pointInTimeReason(facts, true)).isEqualTo(reason(facts));
    }

    /** HC-6. */
    @Test
    void withoutABaseBackupThatIsSaidAndNotThatNoneIsOldEnough() {
        BackupList dumpsOnly = new BackupList(List.of(), List.of(), List.of(), Lsn.ZERO, AT);

        assertThat(reason(RankStrategies.facts(culprit(Operation.DELETE), dumpsOnly, 200)))
                .startsWith(
                        "There is no base backup in the backup repository, so no server can be recovered beside this one.");
    }

    @Test
    void whatIsWrongWithTheBaseBackupsIsToldWhateverRepositoryTheyAreIn() {
        BackupList dumpsOnly = new BackupList(List.of(), List.of(), List.of(), Lsn.ZERO, AT);
        BackupCondition condition = Json.read("""
                {"unusable": ["20261130F of stanza shop: never finished", "/backups/logical/d: no sidecar describes it"],
                 "wrongSegments": [], "timelines": [], "measuredAt": "2026-11-30T00:00:00Z",
                 "unusableBase": ["20261130F of stanza shop: never finished"]}""", BackupCondition.class);
        assertThat(ArchiveReach.noBaseBackup(null, dumpsOnly, condition.baseTrouble()))
                .startsWith("No base backup in the backup repository can be used, so no server can be recovered beside"
                        + " this one: 20261130F of stanza shop: never finished.");

        BackupCondition former = Json.read("""
                {"unusable": ["/backups/base/b: there is no backup_manifest in it", "/backups/logical/d: no sidecar describes it"],
                 "wrongSegments": [], "timelines": [], "measuredAt": "2026-11-30T00:00:00Z"}""", BackupCondition.class);
        assertThat(former.baseTrouble()).containsExactly("/backups/base/b: there is no backup_manifest in it");
    }

    @Test
    void whoMayNotStopTheServerSaysSoBeforeAnybodyChooses() {
        Servers ofAnOperator = new Servers() {
            @Override
            public State look(Target target) {
                return new State("pod", true);
            }

            @Override
            public State stop(Target target) {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public State start(Target target) {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public Optional<String> cannotExchange(Target target, String incidentKey) {
                return Optional.of("It belongs to an operator.");
            }
        };
        Target target =
                new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of(), true);
        StrategyFacts possible = facts(culprit(Operation.DELETE), 20, 1000, List.of(), 200);

        assertThat(RankStrategies.pointInTimeReason(possible, ofAnOperator, target, "DL-1"))
                .isEqualTo("It belongs to an operator.");
        assertThat(reason(possible)).isEmpty();
    }

    @Test
    void pointInTimeRecoveryIsForWholeTablesTooAndNeedsAServerThatCanBeStopped() {
        assertThat(RankStrategies.pointInTimeReason(facts(culprit(Operation.DROP), 20, 1000, List.of(), 200), true))
                .isEmpty();
        assertThat(RankStrategies.pointInTimeReason(facts(culprit(Operation.DROP), 20, 1000, List.of(), 200), false))
                .isEqualTo("The playbook can't stop and start servers where it runs here.");
        assertThat(RankStrategies.pointInTimeReason(facts(culprit(Operation.DROP), 150, 1000, List.of(), 200), true))
                .isEqualTo(
                        "No base backup ended before the culprit began: the oldest of 1, b1, ends at 0/96 (2026-11-22T10:00:00Z) on timeline"
                                + " 1, the culprit begins at 0/64 on timeline 1. What is mended now is seen by a new response:"
                                + " backups are listed once, at the beginning.");
        assertThat(RankStrategies.pointInTimeReason(facts(null, 20, 1000, List.of(), 200), true))
                .startsWith("The transaction that did the damage is not known");
        assertThat(Losses.ofGoingBack(null, culprit(Operation.DELETE), null, null))
                .isEqualTo(
                        "Every write of every database on the server after that moment; counted before the approval.");
    }

    @Test
    void aHoleOlderThanTheBackupDoesNotMatter() {
        assertThat(facts(culprit(Operation.DELETE), 20, 1000, List.of("an old segment is missing"), 200)
                        .walContinuous())
                .isTrue();
        assertThat(facts(null, 20, 1000, List.of("a segment is missing"), 200).walContinuous())
                .isFalse();
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
                        evidence, measurements, new DefaultListableBeanFactory().getBeanProvider(Servers.class))
                .run(incident);

        assertThat(result.outcome()).hasToString("NONE_AVAILABLE");
        assertThat(evidence.get(incident, StrategyFacts.class).scenario()).isEqualTo("complete-loss");
        List<Option> options = ((StrategyOptions) result.finding()).options();
        assertThat(options)
                .extracting(Option::method)
                .containsExactly("row-recovery", "point-in-time-recovery", "table-restore", "full-restore");
        assertThat(options).extracting(Option::rank).containsExactly(1, 2, 3, 4);
        assertThat(options).noneMatch(option -> option.reasonIfNot().isEmpty());
        assertThat(options)
                .filteredOn(option -> !option.method().equals("row-recovery"))
                .extracting(Option::basis)
                .containsOnly(StrategyOptions.NOT_MEASURED);
        assertThat(options.get(1).bestFor()).isEqualTo("Recent accidental changes, specific timestamp known");
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

    private static String reason(StrategyFacts facts) {
        return RankStrategies.rowRecoveryReason(facts);
    }

    private static StrategyFacts facts(
            @Nullable Culprit culprit, long backupEnds, long archiveReaches, List<String> gaps, long megabytes) {
        BaseBackup base = new BaseBackup("b1", "7", 1, new Lsn(10), new Lsn(backupEnds), AT, 1, 15, AT);
        return RankStrategies.facts(
                culprit, new BackupList(List.of(base), List.of(), gaps, new Lsn(archiveReaches), AT), megabytes);
    }

    private static Culprit culprit(Operation operation) {
        return culprit(List.of(new TableChange(new TableName("public", "users"), 16400, operation, 40)));
    }

    private static Culprit culprit(List<TableChange> changes) {
        return new Culprit(700, List.of(), new Lsn(100), new Lsn(200), new Lsn(240), 1, AT, changes);
    }
}
