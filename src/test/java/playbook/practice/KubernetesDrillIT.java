package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.InTurn;
import playbook.UnpackedJar;
import playbook.platform.kubernetes.RightsUsed;
import playbook.postgres.TestServer;

/**
 * The whole response through {@code platform.kubernetes}: the packaged application asks an API server whose node runs
 * Jobs, Deployments and StatefulSets as processes, on a real PostgreSQL. Judge and figures are those of every drill.
 */
class KubernetesDrillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final Set<String> used = new ConcurrentSkipListSet<>();
    private static final AtomicInteger drills = new AtomicInteger();

    private Path folder;
    private Path jar;
    private TestServer engine;
    private ClusterDrill drill;
    private ClusterNow now;
    private final List<Process> applications = new ArrayList<>();
    private int port;
    private Path configuration;
    private Scenario scenario = Scenario.ACCIDENTAL_DELETE;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("pb-drill-");
        ClusterDrill.openTo(folder);
        jar = UnpackedJar.in(folder.resolve("program"));
        System.setProperty("playbook.jar", jar.toString());
        engine = TestServer.start();
        drill = new ClusterDrill(folder, "20MB");
        now = new ClusterNow(drill.cluster.client());
        configuration = drill.configuration();
        port = FreePort.find();
    }

    @AfterEach
    void stop() throws Exception {
        applications.forEach(Process::destroyForcibly);
        for (Process application : applications) {
            application.waitFor();
        }
        drill.close();
        engine.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** First the whole server goes back in time, inside its claim; that is taken back, and the rows are recovered. */
    @Test
    @InTurn(4)
    void aLossInAClusterIsRecoveredInBothWaysAndProvenAlsoWhenTheApplicationIsKilledDuringAJob() throws Exception {
        String page = Files.readString(drill.home.page());
        configuration = drill.configuration("snapshot-class: csi-test");
        SnapshotsOfTheSite.take(drill.cluster.client(), "nightly");
        startApplication();
        Path document = folder.resolve("drill.json");
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> runDrill(document, "--taken-back", "point-in-time-recovery"));

        awaitJob("-copycatalogs-1", exit);
        applications.get(0).destroyForcibly().waitFor();
        startApplication();
        awaitJob("-checkdata-1", exit);
        OracleVerdict exchanged = Judge.judge(drill.home, Instant.now());
        assertThat(exchanged.destroyed()).isPositive().isEqualTo(exchanged.recovered());
        assertThat(exchanged.wrong()).as(exchanged.problems().toString()).isZero();
        assertThat(exchanged.laterWrites()).isPositive().isEqualTo(exchanged.laterWritesLost());

        assertThat(exit.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .as(said())
                .isZero();
        JsonNode outcome = new ObjectMapper().readTree(document.toFile());
        assertThat(outcome.path("proven").booleanValue()).isTrue();
        assertThat(outcome.path("rows").path("destroyed").longValue()).isPositive();
        assertThat(outcome.path("rows").path("recovered").longValue())
                .isEqualTo(outcome.path("rows").path("destroyed").longValue());
        assertThat(outcome.path("rows").path("laterWrites").longValue()).isPositive();
        assertThat(outcome.path("rows").path("laterWritesLost").longValue()).isZero();
        assertThat(drill.home.page()).hasContent(page);
        assertThat(now.replicas("postgres")).isEqualTo(1);
        // One more before the second way, and nothing deletes any.
        assertThat(SnapshotsOfTheSite.names(drill.cluster.client()))
                .containsExactlyInAnyOrder("nightly", "dl-2026-0001-copyserver-1", "dl-2026-0001-copyserver-101");
        assertThat(drill.cluster.calls())
                .contains("database  persistentvolumeclaims create", "database  persistentvolumeclaims delete");
        now.nothingIsLeft();
        rightsAreEnough();
    }

    /** Twice: the first time it is taken back, and the playbook dies while the data is put into the other claim. */
    @Test
    @InTurn(5)
    void anotherServerTakesThePlaceByTheServiceAndTheDamagedOneIsLeftAsItWas() throws Exception {
        configuration = drill.configurationOfTwo();
        RestingData damaged = new RestingData(drill.data());
        drill.cluster.before(Set.of("database  configmaps create", "database apps statefulsets update"), damaged::look);
        startApplication();
        Path document = folder.resolve("drill.json");
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() ->
                runDrill(document, "--method", "point-in-time-recovery", "--taken-back", "point-in-time-recovery"));

        awaitJob("-swapdata-1", exit);
        applications.get(0).destroyForcibly().waitFor();
        assertThat(now.walls())
                .containsExactlyInAnyOrder(Map.of("app", "postgres"), Map.of("app", DrillServers.RESTORED));
        startApplication();
        awaitServiceLeadsTo(DrillServers.RESTORED, exit);
        awaitServiceLeadsTo("postgres", exit);
        asAfterTheLoss();

        assertThat(exit.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .as(said())
                .isZero();
        assertThat(new ObjectMapper().readTree(document.toFile()).path("proven").booleanValue())
                .isTrue();
        damaged.wasNeverTouched(2);
        assertThat(now.replicas("postgres")).isZero();
        assertThat(now.replicas(DrillServers.RESTORED)).isEqualTo(1);
        Service service = now.service();
        assertThat(service.getSpec().getSelector()).isEqualTo(Map.of("app", DrillServers.RESTORED));
        assertThat(service.getMetadata().getAnnotations())
                .containsEntry("data-loss-playbook/led-for", "DL-2026-0001")
                .extractingByKey("data-loss-playbook/before-maintenance")
                .asString()
                .contains("\"selector\":{\"app\":\"postgres\"}");
        assertThat(new Product("http://127.0.0.1:" + port, folder.resolve("passwords"))
                        .get("arthur", "/api/incidents/DL-2026-0001/evidence")
                        .text())
                .contains("Service database/postgres selects {app=postgres-restored}, before it was {app=postgres}");
        now.nothingIsLeft();
        rightsAreEnough();
    }

    /**
     * As CloudNativePG keeps it: without a StatefulSet, on a claim that nobody configured. Its tables were rewritten since,
     * so that the rows come from a base backup.
     */
    @Test
    @InTurn(6)
    void theRowsOfAnOperatorsDatabaseComeBack() throws Exception {
        configuration = drill.keptByAnOperator("");
        scenario = Scenario.TABLE_REWRITE;
        startApplication();
        Path document = folder.resolve("drill.json");

        int exit = runDrill(document);

        assertThat(exit).as(said()).isZero();
        assertThat(new ObjectMapper().readTree(document.toFile()).path("proven").booleanValue())
                .isTrue();
        now.nothingIsLeft();
        rightsAreEnough();
    }

    /** The damaged server is in place again: what was destroyed is gone, and what was written later is there. */
    private void asAfterTheLoss() {
        OracleVerdict verdict = await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> Judge.judge(drill.home), java.util.Objects::nonNull);
        assertThat(verdict.destroyed()).isPositive();
        assertThat(verdict.recovered()).isZero();
        assertThat(verdict.wrong()).isZero();
        assertThat(verdict.laterWrites()).isPositive();
        assertThat(verdict.laterWritesLost()).isZero();
    }

    private void awaitServiceLeadsTo(String server, CompletableFuture<Integer> exit) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast(() -> assertThat(exit).as(said()).isNotDone())
                .until(() -> now.service().getSpec().getSelector().equals(Map.of("app", server)));
    }

    private void rightsAreEnough() {
        RightsUsed.areAllGranted(new TreeSet<>(drill.cluster.calls()));
        assertThat(drill.cluster.calls())
                .as("the network was opened for the test and shut again")
                .contains("database networking.k8s.io networkpolicies update");
        used.addAll(drill.cluster.calls());
        drills.incrementAndGet();
    }

    /** Only when all have run to their end: what one of them was kept from doing is no right too many. */
    @AfterAll
    static void noRightIsTooMuch() {
        long all = Stream.of(KubernetesDrillIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (drills.get() == all) {
            RightsUsed.areAllUsed(used);
        }
    }

    private int runDrill(Path document, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "drill",
                scenario.word(),
                "--base-url",
                "http://127.0.0.1:" + port,
                "--home",
                drill.home.root().toString(),
                "--passwords",
                folder.resolve("passwords").toString(),
                "--patience",
                Long.toString(PATIENCE.toMinutes()),
                "--json",
                document.toString()));
        arguments.addAll(List.of(options));
        return Terminal.exit(() -> Drill.run(arguments.toArray(String[]::new)));
    }

    private void awaitJob(String end, CompletableFuture<Integer> exit) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(exit).as(said()).isNotDone())
                .until(() -> now.hasPodOfJob(end));
    }

    private void startApplication() throws IOException {
        Path log = folder.resolve("app.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m"));
        command.addAll(UnpackedJar.application(jar));
        command.addAll(List.of(
                "--spring.profiles.active=practice",
                "--spring.config.additional-location=file:" + configuration,
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + engine.port() + "/" + TestServer.DATABASE,
                "--spring.datasource.username=recovery",
                "--playbook.home=" + folder.resolve("home"),
                "--playbook.practice.passwords-directory=" + folder.resolve("passwords"),
                "--server.port=" + port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", engine.password());
        builder.environment().put("KUBECONFIG", drill.cluster.kubeconfig().toString());
        // What a pod has there.
        builder.environment()
                .put(
                        "KUBENAMESPACE",
                        Files.writeString(folder.resolve("namespace"), "playbook")
                                .toString());
        Process application = builder.start();
        applications.add(application);
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                .build();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .failFast(() -> assertThat(application.isAlive()).as(said()).isTrue())
                .until(() -> HttpClient.newHttpClient()
                                .send(health, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private String said() {
        try {
            String log = Files.readString(folder.resolve("app.log"));
            return log.substring(Math.max(0, log.length() - 8_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
