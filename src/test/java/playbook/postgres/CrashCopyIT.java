package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.Lsn;

/**
 * What PostgreSQL does with a copy that has no backup_label, taken of a busy server, when recovery to a point is asked:
 * docs/adr/0010-volume-snapshots.md rests on it. PostgreSQL 15 is seen by SnapshotReplayIT; other installations, with more
 * targets: {@code -Dplaybook.test.postgres-bins=BIN,BIN}.
 */
class CrashCopyIT {

    private static final String BINS = System.getProperty("playbook.test.postgres-bins", "");

    static Stream<Path> majors() {
        return BINS.isEmpty()
                ? Stream.of(Majors.bin(18))
                : Stream.of(BINS.split(",")).map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void recoveryFromACopyWithoutLabelStopsExactlyAndNeverBeforeTheCopysEnd(Path bin) throws Exception {
        try (TestServer server = TestServer.with()
                .bin(bin)
                .archive()
                .set("track_commit_timestamp", "on")
                .start()) {
            server.applicationRole("api");
            server.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, x text)",
                    "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i",
                    "CHECKPOINT");
            Commit early;
            try (Traffic traffic = new Traffic(server, "api", 3)) {
                long begun = traffic.written();
                Awaitility.await().until(() -> traffic.written() > begun + 100);
                early = commit(server, "UPDATE t SET x = 'early' WHERE id <= 5000");
                Awaitility.await().until(() -> traffic.written() > begun + 200);
                CrashCopy.ofServer(
                        Long.parseLong(Files.readAllLines(server.data().resolve("postmaster.pid"))
                                .get(0)),
                        server.data(),
                        server.root().resolve("copy"));
                Awaitility.await().until(() -> traffic.written() > begun + 300);
            }
            server.execute("INSERT INTO t VALUES (30001, 'kept')");
            Lsn before = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
            String time = server.query("SELECT clock_timestamp()");
            Commit bad = commit(server, "DELETE FROM t WHERE id <= 9000");
            server.execute("INSERT INTO t VALUES (30002, 'later')", "SELECT pg_switch_wal()", "CHECKPOINT");
            String traffic = server.query("SELECT count(*) FROM traffic");
            String last = server.query("SELECT last_archived_wal FROM pg_stat_archiver");
            Awaitility.await()
                    .until(() -> !server.query("SELECT last_archived_wal FROM pg_stat_archiver")
                                    .equals(last)
                            || Files.exists(server.archive().resolve(before.segment(1, 16 << 20))));

            for (String target :
                    List.of("xid = '" + bad.xid + "'", "lsn = '" + before + "'", "time = '" + time + "'")) {
                Recovery recovery = recover(server, target);
                assertThat(recovery.paused).as(recovery.log).isTrue();
                assertThat(recovery.log)
                        .containsPattern("consistent recovery state reached at")
                        .contains("recovery stopping before");
                assertThat(recovery.rows).as(target).isEqualTo("20001 5000 " + traffic);
                tell(server, target, recovery);
            }

            Recovery inTheCopy = recover(server, "xid = '" + early.xid + "'");
            tell(server, "xid committed in the copy's own WAL", inTheCopy);
            assertThat(inTheCopy.paused).isFalse();
            assertThat(inTheCopy.log)
                    .contains("requested recovery stop point is before consistent recovery point")
                    .doesNotContain("ready to accept");
            if (BINS.isEmpty()) {
                return;
            }
            Recovery earlyTime = recover(server, "time = '" + early.at + "'");
            tell(server, "time in the copy's own WAL", earlyTime);
            assertThat(earlyTime.log)
                    .contains("requested recovery stop point is before consistent recovery point")
                    .doesNotContain("ready to accept");
            Recovery unknown = recover(server, "xid = '3'");
            tell(server, "xid before the copy's checkpoint", unknown);
            assertThat(unknown.log)
                    .contains("recovery ended before configured recovery target was reached")
                    .doesNotContain("archive recovery complete");
        }
    }

    private record Commit(String xid, String at) {}

    private static Commit commit(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            String xid = one(statement, "SELECT pg_current_xact_id()::xid");
            connection.commit();
            return new Commit(xid, one(statement, "SELECT pg_xact_commit_timestamp('" + xid + "')"));
        }
    }

    private record Recovery(boolean paused, String log, String rows, double seconds) {}

    private static Recovery recover(TestServer server, String target) throws Exception {
        Path side = server.root().resolve("side");
        server.asPostgres("rm", "-rf", side.toString());
        server.asPostgres("cp", "-a", server.root().resolve("copy").toString(), side.toString());
        Path log = server.root().resolve("side.log");
        Files.deleteIfExists(log);
        Files.delete(side.resolve("postmaster.pid"));
        int port = server.port() + 1;
        Files.writeString(
                side.resolve("postgresql.auto.conf"),
                "port = " + port + "\narchive_mode = off\nrestore_command = 'cp " + server.archive()
                        + "/%f %p'\nlog_min_messages = debug1\nrecovery_target_" + target
                        + "\nrecovery_target_inclusive = off\nrecovery_target_timeline = '1'\n"
                        + "recovery_target_action = 'pause'\n");
        server.asPostgres("touch", side.resolve("recovery.signal").toString());
        long begun = System.nanoTime();
        server.asPostgres(
                server.bin().resolve("pg_ctl").toString(), "-D", side.toString(), "-W", "-l", log.toString(), "start");
        Pattern end = Pattern.compile("pausing at the end of recovery|database system is shut down|is shut down");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> end.matcher(Files.readString(log)).find());
        double seconds = (System.nanoTime() - begun) / 1e9;
        boolean paused = Files.readString(log).contains("pausing at the end of recovery");
        String rows = paused ? rows(server, port) : "";
        if (paused) {
            server.asPostgres(
                    server.bin().resolve("pg_ctl").toString(), "-D", side.toString(), "-m", "fast", "-w", "stop");
        }
        return new Recovery(paused, Files.readString(log), rows, seconds);
    }

    private static String rows(TestServer server, int port) throws SQLException {
        try (Connection connection = java.sql.DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/" + TestServer.DATABASE,
                        "recovery",
                        server.password());
                Statement statement = connection.createStatement()) {
            return one(
                    statement,
                    "SELECT (SELECT count(*) FROM t) || ' ' || (SELECT count(*) FROM t WHERE x = 'early') || ' ' ||"
                            + " (SELECT count(*) FROM traffic)");
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** For the decision record. */
    private static void tell(TestServer server, String target, Recovery recovery) throws IOException {
        System.out.printf(
                "PostgreSQL %s, %s: %.1f s%n",
                Files.readString(server.data().resolve("PG_VERSION")).trim(), target, recovery.seconds);
        Matcher words = Pattern.compile(
                        "(?:LOG|FATAL|DEBUG): +(database system was interrupted.*|redo starts.*|reached end of WAL in.*|consistent recovery.*|recovery stopping.*|requested.*|recovery ended.*|.*automatic recovery.*)")
                .matcher(recovery.log);
        while (words.find()) {
            System.out.println("    " + words.group(1));
        }
    }
}
