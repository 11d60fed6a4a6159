package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Resource;

/** Every way to write past a fence is closed or named: also those that need no login, and roles that only seem to watch. */
class FenceWaysIT {

    private final WriteFence fence = new WriteFence(ForeignWrites::between);
    private final Map<String, Object> remembered = new TreeMap<>();
    private final ChangeLog memory = (kind, subject, before) -> remembered.putIfAbsent(kind + " " + subject, before);

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void startServer() {
        server = TestServer.with()
                .set("wal_level", "logical")
                .set("wal_retrieve_retry_interval", "200ms")
                .start();
        server.applicationRole("api");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** BR-15: its workers come back by themselves, and the read-only default does not stop them. */
    @Test
    void anEnabledSubscriptionIsDisabledAndGivenBackAsItWas() throws Exception {
        try (TestServer publisher =
                TestServer.with().set("wal_level", "logical").start()) {
            publisher.execute("CREATE TABLE prices (id int PRIMARY KEY)", "CREATE PUBLICATION pp FOR TABLE prices");
            server.execute("CREATE TABLE prices (id int PRIMARY KEY)", subscription(publisher, "ss"));
            server.execute("CREATE SUBSCRIPTION never CONNECTION 'port=1' PUBLICATION pp WITH (connect = false)");
            publisher.execute("INSERT INTO prices VALUES (1)");
            await().until(() -> server.query("SELECT count(*) FROM prices").equals("1"));

            fence.raise(server.target(), memory);
            FenceProof proof = fence.prove(server.target(), Set.of());

            assertThat(proof.reasons()).isEmpty();
            publisher.execute("INSERT INTO prices VALUES (2)");
            launcherBringsBackWhatEndedLater(publisher);
            assertThat(server.query("SELECT count(*) FROM prices")).isEqualTo("1");
            assertThat(fence.prove(server.target(), Set.of()).reasons()).isEmpty();
            assertThat(remembered)
                    .containsEntry("subscription noa_db.ss", new Subscription("noa_db", "ss"))
                    .doesNotContainKey("subscription noa_db.never");

            assertThat(new Subscription("noa_db", "ss").enable(server.target())).isEmpty();
            await().until(() -> server.query("SELECT count(*) FROM prices").equals("2"));
            assertThat(server.column("SELECT subname FROM pg_subscription WHERE subenabled"))
                    .containsExactly("ss");
            server.execute(
                    "SET default_transaction_read_only = off",
                    "ALTER SUBSCRIPTION ss DISABLE",
                    "ALTER SUBSCRIPTION ss SET (slot_name = NONE)",
                    "DROP SUBSCRIPTION ss");
        }
    }

    /** The server begins ended workers again in turn: when one that ended later is there again, ours would be, too. */
    private void launcherBringsBackWhatEndedLater(TestServer publisher) {
        publisher.execute("CREATE PUBLICATION nothing");
        server.execute(
                "SET default_transaction_read_only = off",
                subscription(publisher, "later").replace("PUBLICATION pp", "PUBLICATION nothing"));
        await().until(() -> !worker("later").isEmpty());
        String ended = worker("later");
        server.execute("SELECT pg_terminate_backend(" + ended + ")");
        await().until(() -> !worker("later").isEmpty() && !worker("later").equals(ended));
        server.execute("SET default_transaction_read_only = off", "DROP SUBSCRIPTION later");
    }

    /** Process id of the worker that applies it; empty when none does. */
    private String worker(String subscription) {
        return server.query(
                "SELECT pid FROM pg_stat_subscription WHERE relid IS NULL AND pid IS NOT NULL AND subname = '"
                        + subscription + "'");
    }

    @Test
    void aSubscriptionOfAnotherDatabaseIsDisabledToo() throws Exception {
        server.execute("CREATE DATABASE \"other One\"");
        try (Connection other = server.tryConnect("postgres", "other One");
                Statement statement = other.createStatement()) {
            statement.execute("CREATE SUBSCRIPTION \"S S\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp"
                    + " WITH (connect = false, slot_name = 'x')");
            statement.execute("ALTER SUBSCRIPTION \"S S\" ENABLE");
        }

        fence.raise(server.target(), memory);

        assertThat(server.column("SELECT subname FROM pg_subscription WHERE subenabled"))
                .isEmpty();
        assertThat(remembered).containsEntry("subscription other One.S S", new Subscription("other One", "S S"));
    }

    @Test
    void aSubscriptionThatSomebodyEnablesAgainMakesTheProofFail() {
        server.execute("CREATE SUBSCRIPTION ss CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp"
                + " WITH (connect = false, slot_name = 'x')");
        fence.raise(server.target(), memory);
        server.execute("SET default_transaction_read_only = off", "ALTER SUBSCRIPTION ss ENABLE");

        FenceProof proof = fence.prove(server.target(), Set.of());

        assertThat(proof.holds()).isFalse();
        assertThat(proof.reasons())
                .contains("subscription ss in database noa_db is enabled: its worker writes whatever the read-only"
                        + " default says");
    }

    /** BR-16: what counts is what a role may do, not of what it is a member. */
    @Test
    void aMemberOfPgMonitorThatMayWriteIsEndedAndShutOut() throws Exception {
        server.role("worker", "IN ROLE pg_monitor");
        server.execute("CREATE TABLE jobs (id serial PRIMARY KEY)", "GRANT ALL ON jobs, jobs_id_seq TO worker");
        try (Connection session = server.connect("worker")) {
            List<Session> ended = fence.raise(server.target(), memory);

            assertThat(ended).extracting(Session::role).contains("worker");
            assertThat(session.isValid(1)).isFalse();
            shutOut("worker");
            assertThat(fence.prove(server.target(), Set.of()).reasons()).isEmpty();
        }
    }

    @Test
    void whoeverWatchesAndReachesAWayToWriteIsShutOut() {
        server.execute(
                "CREATE TABLE t (id int, v text)",
                "CREATE SEQUENCE s",
                "CREATE ROLE writers NOLOGIN NOINHERIT",
                "GRANT DELETE ON t TO writers",
                "CREATE FUNCTION purge() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM t'",
                "REVOKE EXECUTE ON FUNCTION purge() FROM PUBLIC");
        for (String way : List.of(
                "by_column: GRANT UPDATE (v) ON t TO by_column",
                "by_role: GRANT writers TO by_role",
                "by_sequence: GRANT USAGE ON SEQUENCE s TO by_sequence",
                "by_function: GRANT EXECUTE ON FUNCTION purge() TO by_function",
                "by_schema: CREATE SCHEMA its AUTHORIZATION by_schema",
                "by_everything: GRANT pg_write_all_data TO by_everything",
                "by_object: DO $$ BEGIN PERFORM lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO by_object; END $$",
                "by_attribute: ALTER ROLE by_attribute CREATEROLE")) {
            server.role(way.substring(0, way.indexOf(':')), "IN ROLE pg_monitor");
            server.execute(way.substring(way.indexOf(':') + 2));
        }
        server.role("reads", "IN ROLE pg_monitor");
        server.execute("GRANT SELECT ON t TO reads");

        fence.raise(server.target(), memory);

        assertThat(server.column("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY rolname"))
                .containsExactly("postgres", "reads", "recovery");
    }

    @Test
    void aTableInAnotherDatabaseIsAWayToWriteToo() throws Exception {
        server.role("worker", "IN ROLE pg_monitor");
        server.execute("CREATE DATABASE other");
        try (Connection other = server.tryConnect("postgres", "other");
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE queue (id int)");
            statement.execute("GRANT INSERT ON queue TO worker");
        }

        fence.raise(server.target(), memory);

        shutOut("worker");
    }

    /** Change capture often has a table of heartbeats. */
    @Test
    void aRoleThatReplicatesAndMayWriteIsShutOutAndOneThatMayNotStays() {
        server.role("capture", "REPLICATION");
        server.role("standby", "REPLICATION");
        server.execute("CREATE TABLE heartbeats (at timestamptz)", "GRANT INSERT ON heartbeats TO capture");

        fence.raise(server.target(), memory);

        shutOut("capture");
        assertThat(server.connect("standby")).isNotNull();
    }

    /** A walsender writes nothing: who is shut out, would have to be built anew after the incident. */
    @Test
    void aStandbyThatStreamsStaysAlsoWhereItsRoleMayWrite() throws Exception {
        server.role("standby", "REPLICATION");
        server.execute("CREATE TABLE heartbeats (at timestamptz)", "GRANT INSERT ON heartbeats TO standby");
        ProcessBuilder follower = new ProcessBuilder(
                        server.bin().resolve("pg_receivewal").toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(server.port()),
                        "-U",
                        "standby",
                        "-w",
                        "-D",
                        server.folder("received").toString())
                .redirectErrorStream(true)
                .redirectOutput(server.root().resolve("receivewal.log").toFile());
        follower.environment().put("PGPASSWORD", server.password());
        String streams = "SELECT pid FROM pg_stat_replication WHERE usename = 'standby' AND state = 'streaming'";
        Process process = follower.start();
        try {
            await().until(() -> !server.query(streams).isEmpty());
            String before = server.query(streams);

            fence.raise(server.target(), memory);

            assertThat(server.query(streams)).isEqualTo(before);
            assertThat(fence.prove(server.target(), Set.of()).reasons()).isEmpty();
            assertThat(server.query("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'standby'"))
                    .isEqualTo("t");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** The table that pg_cron keeps; its own worker starts what is active, also as a superuser. */
    @Test
    void jobsThatTheServerStartsByItselfAreSuspendedAndGivenBack() {
        server.execute(
                "CREATE SCHEMA cron",
                "CREATE TABLE cron.job (jobid bigint PRIMARY KEY, active boolean NOT NULL)",
                "INSERT INTO cron.job VALUES (1, true), (2, false), (3, true)");

        fence.raise(server.target(), memory);

        assertThat(server.query("SELECT count(*) FROM cron.job WHERE active")).isEqualTo("0");
        ScheduledJobs before = new ScheduledJobs("noa_db", List.of(1L, 3L));
        assertThat(remembered).containsEntry("scheduledJobs noa_db [1, 3]", before);
        assertThat(fence.prove(server.target(), Set.of()).reasons()).isEmpty();
        server.execute("BEGIN READ WRITE; UPDATE cron.job SET active = true WHERE jobid = 3; COMMIT");
        assertThat(fence.prove(server.target(), Set.of()).reasons())
                .contains("scheduled jobs [3] (cron.job) in database noa_db are active and start by themselves");

        assertThat(before.resume(server.target())).isEmpty();
        assertThat(server.column("SELECT jobid FROM cron.job WHERE active ORDER BY 1"))
                .containsExactly("1", "3");
    }

    /** No server here has such a worker; the statement is asked over the rows that one would have. */
    @Test
    void workersOfExtensionsAreNamedAndPostgresOwnAreNot() throws Exception {
        server.execute(
                "CREATE TABLE processes (backend_type text, pid int, datid oid, datname text)",
                "INSERT INTO processes SELECT t, 100 + i, 1, 'noa_db' FROM unnest(ARRAY['client backend', 'walsender',"
                        + " 'autovacuum worker', 'autovacuum launcher', 'parallel worker', 'logical replication launcher',"
                        + " 'logical replication apply worker', 'logical replication parallel worker', 'logical replication"
                        + " tablesync worker', 'slotsync worker', 'autoprewarm worker', 'standalone backend', 'io worker'])"
                        + " WITH ORDINALITY AS u(t, i)",
                "INSERT INTO processes VALUES ('pg_cron launcher', 9, 1, 'postgres'), ('TimescaleDB Background Worker"
                        + " Scheduler', 8, 1, 'noa_db'), ('pg_partman_bgw dynamic background worker', 7, 1, 'noa_db'),"
                        + " ('pg_wait_sampling collector', 6, NULL, NULL)");
        String asked = Resource.text("playbook/postgres/background-workers.sql")
                .replace("pg_catalog.pg_stat_activity", "processes");
        try (Connection session = server.connect()) {
            List<String> named = Query.list(session, asked, OtherWriters::worker);
            assertThat(named)
                    .containsExactly(
                            "background worker 'pg_partman_bgw dynamic background worker' in database noa_db",
                            "background worker 'TimescaleDB Background Worker Scheduler' in database noa_db",
                            "background worker 'pg_cron launcher' in database postgres");
        }
        assertThat(fence.prove(server.target(), Set.of()).workers()).isEmpty();
    }

    private void shutOut(String role) {
        assertThatThrownBy(() -> server.tryConnect(role, TestServer.DATABASE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is not permitted to log in");
    }

    private static String subscription(TestServer publisher, String name) {
        return "CREATE SUBSCRIPTION " + name + " CONNECTION 'host=127.0.0.1 port=" + publisher.port()
                + " user=postgres password=" + publisher.password() + " dbname=noa_db' PUBLICATION pp";
    }
}
