package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.assess.Assessed;
import playbook.decide.Ranking;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.Objectives;
import playbook.incident.RecoveryTarget;
import playbook.incident.SideInstance;
import playbook.incident.StopPoint;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.TableChange.Operation;
import playbook.operation.WorkerContext;
import playbook.postgres.TestServer;

/**
 * What stands in the way of a recovery is known before anybody chooses: with backups and WAL in each state, a way is
 * offered exactly when it can be carried out. The carrying out is real, so that neither side can be wrong alone.
 */
class KnownObstaclesIT {

    private static final String ROWS = "row-recovery";
    private static final String BACK = "point-in-time-recovery";

    private static Patient patient;
    private static Path hidden;
    private static Instant begin;
    private static Culprit culprit;
    private static String beforeTheBackup;
    private static String between;
    private static String afterTheLoss;
    private final Map<Path, Path> away = new TreeMap<>();

    /** Segments: before the backup, the backup's, one between, the loss's, one after it, today's. */
    @BeforeAll
    static void loseRows() {
        patient = new Patient(TestServer.with().set("autovacuum", "off").set("wal_keep_size", "1GB"));
        hidden = patient.server.folder("hidden");
        patient.server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        patient.archiveAll();
        beforeTheBackup = switched("INSERT INTO t VALUES (0)");
        patient.server.execute("DELETE FROM t WHERE id = 0");
        patient.archiveAll();
        patient.wholeBackup("b1");
        between = switched("INSERT INTO t VALUES (2001)");
        begin = Instant.parse(patient.server.query(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        culprit = patient.commit(List.of(patient.change("t", Operation.DELETE, 501)), "DELETE FROM t WHERE id > 500");
        patient.archiveAll();
        afterTheLoss = switched("INSERT INTO t VALUES (3001)");
        patient.server.execute("INSERT INTO t VALUES (3002)");
        patient.archiveAll();
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    @AfterEach
    void allIsThereAgain() throws Exception {
        for (Map.Entry<Path, Path> file : away.entrySet()) {
            Files.move(file.getValue(), file.getKey());
        }
    }

    @Test
    void withAllOfItBothWaysAreOfferedAndWork() {
        assertThat(menu()).isEqualTo(new Menu("", ""));
        assertThat(carriedOut()).isEqualTo(new Done("", ""));

        CulpritSearch search = Assessed.search(KnownObstaclesIT::context, begin, null);
        Ranking agreed =
                new Ranking(patient.server.target(), new Objectives(Duration.ofMinutes(30), Duration.ofNanos(1_000)));
        assertThat(agreed.option(ROWS, culprit, search, backups()).beyond())
                .containsExactly("How long it takes was never measured here; agreed is a recovery within 30 min 00 s.");
        assertThat(agreed.option(BACK, culprit, search, backups()).beyond())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("It gives up the writes of ");
    }

    @Test
    void withoutABaseBackupNothingIsOffered() throws Exception {
        hide(base("b1"));
        hide(base("b1.json"));
        assertThat(menu().rows()).startsWith("There is no base backup in the backup repository");
        assertThat(menu().back()).startsWith("There is no base backup in the backup repository");
    }

    @Test
    void aBackupThatIsYoungerThanTheLossIsNotOfferedAndCannotBeReplayedThere() throws Exception {
        hide(base("b1"));
        hide(base("b1.json"));
        young();
        assertThat(menu().rows()).startsWith("No base backup ended before the culprit began: the oldest of 1, young,");
        assertThat(menu().rows()).startsWith(menu().back()).endsWith(StrategyOptions.OPENS_BY_ITSELF + ".");
        assertThat(carriedOut("young").rows()).contains("before the end of the base backup");
    }

    /** The archiver was broken for a while, and the server still has what it did not send. */
    @Test
    void aSegmentThatOnlyTheServerHasIsTakenFromThere() throws Exception {
        hide(patient.server.archive().resolve(between));
        BackupList backups = backups();
        assertThat(backups.archiveGaps()).containsExactly(between + " is missing");
        assertThat(backups.gaps()).isEmpty();
        assertThat(java.util.Objects.requireNonNull(backups.withServer()).onlyOnServer())
                .isPositive();
        assertThat(menu()).isEqualTo(new Menu("", ""));
        assertThat(carriedOut()).isEqualTo(new Done("", ""));
    }

    @Test
    void aSegmentThatNobodyHasIsNamedBeforeAndAgainByTheReplay() throws Exception {
        hide(patient.server.archive().resolve(between));
        hide(wal(between));
        assertThat(menu().rows())
                .startsWith("The WAL in the archive and in pg_wal of the server has a hole: " + between
                        + " is missing. From the base backup b1 a recovery gets to ");
        assertThat(menu().rows()).startsWith(menu().back()).endsWith(StrategyOptions.OPENS_BY_ITSELF + ".");
        assertThat(carriedOut().rows()).contains("the WAL segment " + between + " is neither in ");
    }

    @Test
    void aHoleOlderThanTheBackupThatIsTakenStandsInNobodysWay() throws Exception {
        hide(patient.server.archive().resolve(beforeTheBackup));
        hide(wal(beforeTheBackup));
        assertThat(backups().gaps()).containsExactly(beforeTheBackup + " is missing");
        young();
        assertThat(menu()).isEqualTo(new Menu("", ""));
        assertThat(carriedOut()).isEqualTo(new Done("", ""));
    }

    /** What going back would undo can't be counted then; the rows come back without it. */
    @Test
    void aHoleBehindTheLossForbidsToGoBackOnly() throws Exception {
        hide(patient.server.archive().resolve(afterTheLoss));
        hide(wal(afterTheLoss));
        assertThat(menu().rows()).isEmpty();
        assertThat(menu().back())
                .startsWith("What would be undone can't be counted, WAL since the loss is missing: ")
                .contains(afterTheLoss);
        Done done = carriedOut();
        assertThat(done.rows()).isEmpty();
        assertThat(done.back()).contains("what would be lost cannot be counted", afterTheLoss);
    }

    /** Why each way is not offered; empty when it is. */
    private record Menu(String rows, String back) {}

    /** Why each way failed; empty when it did not. */
    private record Done(String rows, String back) {}

    private static Menu menu() {
        CulpritSearch search = Assessed.search(KnownObstaclesIT::context, begin, null);
        Option rows = new Ranking(patient.server.target()).option(ROWS, culprit, search, backups());
        Option back = new Ranking(patient.server.target()).option(BACK, culprit, search, backups());
        assertThat(rows.available()).isEqualTo(rows.reasonIfNot().isEmpty());
        assertThat(back.available()).isEqualTo(back.reasonIfNot().isEmpty());
        return new Menu(rows.reasonIfNot(), back.reasonIfNot());
    }

    private static BackupList backups() {
        return Assessed.backups(KnownObstaclesIT::context);
    }

    private Done carriedOut() {
        return carriedOut("b1");
    }

    /** On the side instance right before and right after the loss, and the plan of going back. */
    private Done carriedOut(String backup) {
        Patient.Ended restored = patient.script(
                "restore-base.sh", Map.of("BACKUP_ID", backup, "SYSTEM_IDENTIFIER", patient.identifier()));
        assertThat(restored.code()).as(restored.output()).isZero();
        String rows = reached(ReplayTarget.before(culprit), "1001");
        return new Done(rows.isEmpty() ? reached(ReplayTarget.after(culprit), "500") : rows, planned(backup));
    }

    private static String reached(RecoveryTarget target, String count) {
        Patient.Ended ended = patient.script("replay.sh", ReplayTarget.environment(target, culprit));
        if (ended.code() != 0) {
            return ended.output();
        }
        SideInstance side = Json.read(ended.result(), SideInstance.class);
        assertThat(patient.onSide(side.port(), "SELECT count(*) FROM t")).containsExactly(count);
        return "";
    }

    private static String planned(String backup) {
        List<Object> results = new ArrayList<>();
        try {
            new PlanCutOverTask()
                    .run(patient.context(
                            new PlanCutOver.Input(
                                    "DL-1",
                                    new StopPoint(StopPoint.Kind.TRANSACTION, Long.toString(culprit.xid()), 1),
                                    culprit.commitLsn(),
                                    backup,
                                    culprit,
                                    null),
                            results));
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
        assertThat(((CutOverPlan) results.get(0)).lostTransactions()).isEqualTo(2);
        return "";
    }

    /** Made as the others, and shown with the position that one of today has. */
    private void young() throws Exception {
        Path sidecar = base("young.json");
        if (!Files.exists(base("young"))) {
            patient.wholeBackup("young");
        } else {
            Files.move(hidden.resolve("young.json"), sidecar);
        }
        assertThat(Json.read(Files.readString(sidecar), BaseBackup.class).startLsn())
                .isGreaterThan(culprit.endLsn());
        away.put(hidden.resolve("young.json"), sidecar);
    }

    private static String switched(String statement) {
        patient.server.execute(statement);
        String segment = patient.server.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        patient.archiveAll();
        return segment;
    }

    private static Path base(String name) {
        return patient.backups.resolve("base").resolve(name);
    }

    private static Path wal(String segment) {
        return patient.server.data().resolve("pg_wal").resolve(segment);
    }

    private void hide(Path file) throws Exception {
        Path to = hidden.resolve(file.getFileName() + "-" + away.size());
        Files.move(file, to);
        away.put(file, to);
    }

    private static WorkerContext context(Object input, List<Object> results) {
        return patient.context(input, results);
    }
}
