package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Changes;
import playbook.evidence.Json;
import playbook.incident.ApplicationChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataTest;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Remembered;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.TargetChecks;
import playbook.platform.TargetChecks.CriticalPath;
import playbook.platform.Targets;

class TestApplicationTest {

    private static final Target TARGET =
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("none"), List.of("api"), true);
    private static final Incident INCIDENT =
            new Incident("DL-2026-0001", TARGET, Instant.EPOCH, "olivia", Instant.EPOCH);

    private final List<String> said = new ArrayList<>();
    private final Api api = new Api();
    private final Platforms platforms = ScriptedPlatform.of(api);
    private final Remembering changes = new Remembering();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (String path : List.of("/health", "/auth/login")) {
            server.createContext(path, exchange -> {
                said.add(exchange.getRequestMethod() + " " + path);
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(path.equals("/auth/login") && body.length == 0 ? 400 : 200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
        }
        server.start();
        api.address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void aHealthyApplicationPassesEveryCheck() {
        var result = test("{\"email\":\"drill@example.com\"}").run(INCIDENT);

        assertThat(result.outcome()).hasToString("PASSED");
        assertThat(((ApplicationChecks) result.finding()).checks())
                .extracting(Check::name)
                .containsExactly("health", "POST /auth/login", "no error in its log");
        assertThat(said).containsExactly("GET /health", "POST /auth/login");
    }

    @Test
    void eachFailureIsToldWithWhatWasSeen() {
        api.errors = List.of("ERROR cannot find user 7");

        var result = test("").run(INCIDENT);

        assertThat(result.outcome()).hasToString("FAILED");
        assertThat(((ApplicationChecks) result.finding()).checks())
                .filteredOn(check -> !check.passed())
                .extracting(Check::detail)
                .containsExactly("status 400, expected 200: ok", "ERROR cannot find user 7");
    }

    @Test
    void aDataTestThatFailsIsAFailedCheckWithItsWords() {
        TestData step = new TestData(targets(""), platforms);
        Job job = step.job(INCIDENT, "data-test");
        assertThat(job.command()).isEqualTo(new Job.Command.InApplication("api", List.of("data", "test")));

        DataTest result = step.prove(INCIDENT, step.claimed(ended("{\"exitCode\":3}", "2 rows are wrong")));
        assertThat(result.checks())
                .containsExactly(new Check(
                        "the application's own data test", false, false, "exit status 3: 2 rows are wrong", 7));
        assertThat(step.prove(INCIDENT, step.claimed(ended("{\"exitCode\":0}", "all rows are right")))
                        .checks())
                .allMatch(Check::passed);
    }

    @Test
    void aTargetWithoutAnApplicationIsNotTestedTheFenceStaysShutAndThatIsTold() {
        TestReplica replica = new TestReplica(platforms, NO_APPLICATION);

        var started = new StartTestReplica(replica, fence(), changes).run(INCIDENT);
        var tested = new TestApplication(platforms, NO_APPLICATION, changes).run(INCIDENT);
        var stopped = new StopTestReplica(replica, fence(), changes).run(INCIDENT);

        assertThat(said).isEmpty();
        assertThat(started.outcome()).hasToString("NONE");
        assertThat(tested.outcome()).hasToString("NOT_LOOKED_AT");
        ApplicationChecks checks = (ApplicationChecks) tested.finding();
        assertThat(checks.passed()).isFalse();
        assertThat(checks.checks())
                .extracting(check -> check.outcome() + " " + check.detail())
                .containsExactly("NOT_LOOKED_AT the target has no application in its configuration");
        assertThat(((TestReplicaStopped) stopped.finding()).wrote().inWords())
                .isEqualTo("none: no application is configured to test");
    }

    @Test
    void withoutADataTestTheStepGoesItsWayAndSaysThatNothingWasLookedAt() {
        for (TestData step : List.of(new TestData(NO_APPLICATION, platforms), new TestData(NO_DATA_TEST, platforms))) {
            Job job = step.job(INCIDENT, "data-test");
            assertThat(job.command()).isEqualTo(new Job.Command.Script("playbook/validate/no-data-test.sh"));

            assertThat(step.prove(INCIDENT, step.claimed(ended("{\"exitCode\":null}", "")))
                            .checks())
                    .extracting(check -> check.outcome() + " " + check.name())
                    .containsExactly("NOT_LOOKED_AT the application's own data test");
        }
    }

    private static JobStatus ended(String result, String log) {
        return new JobStatus(
                JobStatus.State.SUCCEEDED, 0, Instant.EPOCH, Instant.EPOCH.plusSeconds(7), -1, -1, "", result, log);
    }

    @Test
    void theFenceOpensForTheTestAloneAndShutsAgain() {
        TestReplica replica = new TestReplica(platforms, targets(""), Duration.ofMillis(300));

        new StartTestReplica(replica, fence(), changes).run(INCIDENT);
        new StartTestReplica(replica, fence(), changes).run(INCIDENT);
        assertThat(api.testMode).isTrue();
        assertThat(api.running).isEqualTo(1);
        assertThat(changes.open(INCIDENT, Remembered.TEST_REPLICA)).hasSize(1);

        new StopTestReplica(replica, fence(), changes).run(INCIDENT);
        assertThat(api.testMode).isFalse();
        assertThat(api.running).isZero();
        assertThat(said)
                .containsExactly(
                        "open api", "scale 1 true", "scale 0 false", "close api", "read the WAL since 0/16B3748");
        assertThat(changes.open()).isEmpty();
    }

    @Test
    void aReplicaThatKeepsRunningIsNoSuccess() {
        api.running = 1;
        api.testMode = true;
        api.stuck = true;
        TestReplica replica = new TestReplica(platforms, targets(""), Duration.ofMillis(300));

        assertThatThrownBy(() -> new StopTestReplica(replica, fence(), changes).run(INCIDENT))
                .isInstanceOf(HintedException.class)
                .hasMessage("""
                        api should run 0 replicas; after 0 s 1 of 1 wanted replica runs in test mode
                        HINT: look into the application's log; the step is tried again.""");
    }

    /** Somebody set them so, or they came up half. */
    @Test
    void onlyOneReplicaInTestModeThatIsReachedIsUpAndOnlyNoneOutsideItIsGone() {
        TestReplica replica = new TestReplica(platforms, targets(""), Duration.ofMillis(300));
        api.testMode = true;
        api.running = 1;
        assertThat(replica.isUp(TARGET)).isTrue();
        api.addresses = List.of();
        assertThat(replica.isUp(TARGET)).as("nobody can ask it").isFalse();
        api.addresses = List.of(api.address);
        api.running = 2;
        assertThat(replica.isUp(TARGET)).as("two").isFalse();
        api.running = 1;
        api.testMode = false;
        assertThat(replica.isUp(TARGET)).as("outside test mode").isFalse();
        assertThat(replica.isGone(TARGET)).isFalse();
        api.running = 0;
        assertThat(replica.isGone(TARGET)).isTrue();
        api.testMode = true;
        assertThat(replica.isGone(TARGET)).as("would start in test mode later").isFalse();
    }

    @Test
    void whatCannotBeReadOfTheWalIsSaidAndNotTakenForNothing() {
        assertThat(TestWrites.unknown(null, "the segment is gone"))
                .hasToString("TestWrites[from=null, until=null, transactions=0, changes=[], known=false,"
                        + " inWords=not known: the segment is gone]");
    }

    @Test
    void replicasOutsideTestModeAreNotMistakenForTheTest() {
        api.running = 2;

        assertThatThrownBy(() -> new StartTestReplica(
                                new TestReplica(platforms, targets(""), Duration.ofMillis(300)), fence(), changes)
                        .run(INCIDENT))
                .hasMessageContaining("api runs 2 replicas outside test mode behind the fence");
        assertThat(said).isEmpty();
    }

    private TestApplication test(String body) {
        return new TestApplication(platforms, targets(body), changes);
    }

    private FenceGate fence() {
        return new FenceGate() {
            @Override
            public void openFor(Incident incident, String role) {
                said.add("open " + role);
            }

            @Override
            public void closeFor(Incident incident, String role) {
                said.add("close " + role);
            }

            @Override
            public Lsn position(Incident incident) {
                return Lsn.parse("0/16B3748");
            }

            @Override
            public TestWrites writtenSince(Incident incident, Lsn position) {
                said.add("read the WAL since " + position);
                return TestWrites.of(position, position, 0, List.of());
            }
        };
    }

    private static final Targets NO_APPLICATION = targets(new TargetChecks("", "/health", List.of(), List.of()));
    private static final Targets NO_DATA_TEST = targets(new TargetChecks("api", "/health", List.of(), List.of()));

    private static Targets targets(String body) {
        return targets(new TargetChecks(
                "api",
                "/health",
                List.of(new CriticalPath("POST", "/auth/login", body, 200)),
                List.of("data", "test")));
    }

    private static Targets targets(TargetChecks checks) {
        return new Targets() {
            @Override
            public Collection<Target> all() {
                return List.of(TARGET);
            }

            @Override
            public Target named(String name) {
                return TARGET;
            }

            @Override
            public TargetChecks checks(Target target) {
                return checks;
            }
        };
    }

    private final class Api implements Applications {
        private URI address = URI.create("http://127.0.0.1:1");
        private int running;
        private boolean testMode;
        private boolean stuck;
        private @Nullable List<URI> addresses;
        private List<String> errors = List.of();

        @Override
        public List<ApplicationState> look(Target target) {
            return List.of(new ApplicationState("api", running, running, testMode));
        }

        @Override
        public void scale(Target target, String application, int replicas, boolean test) {
            if (!stuck) {
                said.add("scale " + replicas + " " + test);
                running = replicas;
                testMode = test;
            }
        }

        @Override
        public List<URI> addresses(Target target, String application) {
            return addresses == null ? List.of(address) : addresses;
        }

        @Override
        public List<String> errorsSince(Target target, String application, Instant since) {
            return errors;
        }
    }

    private static final class Remembering implements Changes {
        private final List<Change> open = new ArrayList<>();

        @Override
        public void remember(Incident incident, String kind, String subject, Object before) {
            if (open(incident, kind).isEmpty()) {
                open.add(new Change(1, incident.key(), kind, subject, Json.write(before), Instant.EPOCH));
            }
        }

        @Override
        public List<Change> open(Incident incident, String kind) {
            return open.stream().filter(change -> change.kind().equals(kind)).toList();
        }

        @Override
        public List<Change> open() {
            return List.copyOf(open);
        }

        @Override
        public void undone(Change change) {
            open.remove(change);
        }
    }
}
