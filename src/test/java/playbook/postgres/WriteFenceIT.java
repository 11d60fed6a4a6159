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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.Target;

/** Nobody writes behind a fence that is believed, and it comes down as it went up. */
class WriteFenceIT {

    private static final String EVERYTHING = """
            SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
              SELECT format('%s %s %s', rolname, rolcanlogin, rolconnlimit) AS line FROM pg_roles
              UNION ALL SELECT format('%s %s %s', setdatabase, setrole::regrole, setconfig) FROM pg_db_role_setting) all_lines
            """;

    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());
    private final Map<String, Object> remembered = new TreeMap<>();
    private final ChangeLog memory = (kind, subject, before) -> remembered.putIfAbsent(kind + " " + subject, before);

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    /** Of another major in a class that extends this one. */
    TestServer.Settings settings() {
        return TestServer.with();
    }

    @BeforeEach
    void startServer() {
        server = settings().start();
        server.applicationRole("api");
        server.role("Careless \"\"DBA\"\"", "CREATEROLE CONNECTION LIMIT 7");
        server.execute("CREATE TABLE t (id int)", "GRANT ALL ON t TO api, \"Careless \"\"DBA\"\"\"");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void writersThatConnectInALoopAreHeldOut() {
        try (Traffic traffic = new Traffic(server, "api", 6)) {
            await().until(() -> traffic.written() > 50);

            List<Session> ended = fence.raise(server.target(), memory);
            FenceProof proof = fence.prove(server.target(), Set.of());

            long written = traffic.written();
            assertThat(ended).hasSizeGreaterThanOrEqualTo(6);
            assertThat(proof.reasons()).isEmpty();
            assertThat(proof.holds()).isTrue();
            fence.prove(server.target(), Set.of());
            assertThat(traffic.written()).isEqualTo(written);
            assertThatThrownBy(() -> server.tryConnect("Careless \"DBA\"", TestServer.DATABASE))
                    .hasMessageContaining("is not permitted to log in");
        }
    }

    /** Since 18 a client shows itself before its login; it still has to get past it. */
    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void writersThatConnectInALoopAreHeldOutOnEachMajor(int major) {
        try (TestServer other = TestServer.with().bin(Majors.bin(major)).start()) {
            other.applicationRole("api");
            other.execute("CREATE TABLE t (id int)", "GRANT ALL ON t TO api");
            try (Traffic traffic = new Traffic(other, "api", 6)) {
                await().until(() -> traffic.written() > 50);

                fence.raise(other.target(), memory);

                for (int look = 1; look <= 5; look++) {
                    assertThat(fence.prove(other.target(), Set.of()).reasons()).isEmpty();
                }
            }
        }
    }

    @Test
    void tricksOfRoleAndSessionDoNotHelp() throws Exception {
        server.execute("ALTER ROLE api SET default_transaction_read_only = off");
        try (Connection open = server.connect("api");
                Statement statement = open.createStatement()) {
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");

            fence.raise(server.target(), memory);

            assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> server.tryConnect("api", TestServer.DATABASE))
                    .hasMessageContaining("is not permitted to log in");
            assertThatThrownBy(() -> server.tryConnect("api", "postgres"))
                    .hasMessageContaining("is not permitted to log in");
            assertThat(fence.prove(server.target(), Set.of()).holds()).isTrue();
        }
    }

    @Test
    void anotherSuperuserMakesTheProofFail() throws Exception {
        fence.raise(server.target(), memory);
        try (Connection superuser = server.connect()) {
            assertThat(superuser.isValid(1)).isTrue();

            FenceProof proof = fence.prove(server.target(), Set.of());

            assertThat(proof.holds()).isFalse();
            assertThat(proof.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("session: client backend ")
                    .contains(": postgres@noa_db from 127.0.0.1", "(test), idle");
        }
    }

    /** Patroni and CloudNativePG's manager are connected as a superuser all the time, and come again when they are ended. */
    @Test
    void anOperatorsAgentBesideTheServerMayAskAndNotWrite() throws Exception {
        Target patients = server.target();
        Target target = new Target(
                patients.name(),
                patients.label(),
                patients.host(),
                patients.port(),
                patients.database(),
                patients.user(),
                patients.passfile(),
                patients.applicationRoles(),
                List.of("postgres"),
                true);
        try (Connection agent = server.connect();
                Statement statement = agent.createStatement()) {
            fence.raise(target, memory);

            assertThat(agent.isValid(1)).as("it is not ended").isTrue();
            assertThat(fence.prove(target, Set.of()).reasons()).isEmpty();
            assertThat(fence.prove(server.target(), Set.of()).holds())
                    .as("only where it is named")
                    .isFalse();

            statement.execute("BEGIN");
            statement.execute("SET LOCAL default_transaction_read_only = off");
            statement.execute("SET TRANSACTION READ WRITE");
            statement.execute("INSERT INTO t VALUES (1)");
            assertThat(fence.prove(target, Set.of()).reasons())
                    .singleElement()
                    .asString()
                    .startsWith("session: client backend ");
            statement.execute("COMMIT");
        }
    }

    @Test
    void aPreparedTransactionMakesTheProofFail() throws Exception {
        try (Connection session = server.connect("api");
                Statement statement = session.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("PREPARE TRANSACTION 'two-phase'");
        }

        fence.raise(server.target(), memory);

        FenceProof proof = fence.prove(server.target(), Set.of());
        assertThat(proof.holds()).isFalse();
        assertThat(proof.reasons())
                .singleElement()
                .asString()
                .startsWith("prepared transaction: two-phase (transaction ");
        server.execute("ROLLBACK PREPARED 'two-phase'");
        assertThat(fence.prove(server.target(), Set.of()).holds()).isTrue();
    }

    @Test
    void aTransactionIdGivenOutMeanwhileMakesTheProofFail() throws Exception {
        fence.raise(server.target(), memory);
        AtomicBoolean ended = new AtomicBoolean();
        // In the recovering role's name, so that no session looks foreign.
        Thread writer = new Thread(() -> writeUntil(ended));
        writer.start();
        try {
            FenceProof proof = fence.prove(server.target(), Set.of());

            assertThat(proof.foreign()).isEmpty();
            assertThat(proof.foreignXids()).isNotEmpty();
            assertThat(proof.holds()).isFalse();
        } finally {
            ended.set(true);
            writer.join();
        }
    }

    @Test
    void aForeignWriteInTheWalMakesTheProofFail() {
        WriteFence withWriter = new WriteFence((connection, from, to, own) -> Set.of(4711L));

        FenceProof proof = withWriter.prove(server.target(), Set.of());

        assertThat(proof.holds()).isFalse();
        assertThat(proof.reasons())
                .containsExactly("the WAL between " + proof.from() + " and " + proof.to()
                        + " holds writes of transactions [4711]");
    }

    @Test
    void monitoringAndReplicationStayIn() throws Exception {
        server.role("watcher", "IN ROLE pg_monitor");
        server.role("standby", "REPLICATION");

        fence.raise(server.target(), memory);

        try (Connection streaming = server.connect("standby")) {
            assertThat(streaming.isValid(1)).isTrue();
        }
        try (Connection watching = server.connect("watcher")) {
            assertThat(watching.isValid(1)).isTrue();
            assertThat(fence.prove(server.target(), Set.of()).holds()).isTrue();
            assertThatThrownBy(() -> watching.createStatement().execute("CREATE TEMPORARY TABLE x (id int)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("read-only transaction");
        }
    }

    @Test
    void itComesDownExactlyAsItWentUp() {
        server.execute(
                "CREATE ROLE retired NOLOGIN",
                "ALTER ROLE api IN DATABASE noa_db SET default_transaction_read_only = off",
                "ALTER ROLE api IN DATABASE noa_db SET work_mem = '5MB'",
                "ALTER DATABASE noa_db SET default_transaction_read_only = off",
                "ALTER DATABASE noa_db SET work_mem = '6MB'");
        String before = server.query(EVERYTHING);

        fence.raise(server.target(), memory);
        assertThat(server.query(EVERYTHING)).isNotEqualTo(before);

        assertThat(fence.lower(server.target(), roles(), databases())).isEmpty();
        assertThat(server.query(EVERYTHING)).isEqualTo(before);
        assertThat(fence.notGivenBack(server.target(), roles(), databases())).isEmpty();
    }

    @Test
    void whatSomebodyChangedMeanwhileIsSaid() {
        String before = server.query(EVERYTHING);
        fence.raise(server.target(), memory);
        server.execute(
                "SET default_transaction_read_only = off",
                "ALTER ROLE api LOGIN CONNECTION LIMIT 3",
                "ALTER DATABASE noa_db SET default_transaction_read_only = off");

        assertThat(fence.lower(server.target(), roles(), databases()))
                .containsExactly(
                        "database noa_db: somebody had changed default_transaction_read_only to off while the fence was up",
                        "role api: somebody had let it log in again while the fence was up",
                        "role api: somebody had changed its connection limit to 3 while the fence was up; it is -1 again");
        assertThat(server.query(EVERYTHING)).isEqualTo(before);
    }

    @Test
    void aCrashBetweenRememberingAndChangingIsRepaired() {
        String before = server.query(EVERYTHING);
        ChangeLog crashing = (kind, subject, what) -> {
            memory.remember(kind, subject, what);
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(() -> fence.raise(server.target(), crashing)).hasMessage("killed");
        assertThat(server.query(EVERYTHING)).isEqualTo(before);

        fence.raise(server.target(), memory);
        fence.raise(server.target(), memory);

        assertThat(fence.prove(server.target(), Set.of()).holds()).isTrue();
        fence.lower(server.target(), roles(), databases());
        assertThat(server.query(EVERYTHING)).isEqualTo(before);
    }

    @Test
    void itOpensForTheTestedRoleAloneAndClosesAgain() throws Exception {
        fence.raise(server.target(), memory);
        String fenced = server.query(EVERYTHING);
        fence.openFor(server.target(), "api");
        try (Connection tested = server.connect("api");
                Statement statement = tested.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");

            assertThat(fence.closeFor(
                            server.target(), (Role) java.util.Objects.requireNonNull(remembered.get("role api"))))
                    .isEmpty();

            assertThat(tested.isValid(1)).isFalse();
        }
        assertThat(server.query(EVERYTHING)).isEqualTo(fenced);
        assertThat(fence.prove(server.target(), Set.of()).holds()).isTrue();
    }

    private void writeUntil(AtomicBoolean ended) {
        try (Connection session = Connections.open(server.target());
                Statement statement = session.createStatement()) {
            while (!ended.get()) {
                statement.execute("SELECT pg_catalog.pg_current_xact_id()");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<Role> roles() {
        return remembered.values().stream()
                .filter(Role.class::isInstance)
                .map(Role.class::cast)
                .toList();
    }

    private List<DatabaseDefault> databases() {
        return remembered.values().stream()
                .filter(DatabaseDefault.class::isInstance)
                .map(DatabaseDefault.class::cast)
                .toList();
    }
}
