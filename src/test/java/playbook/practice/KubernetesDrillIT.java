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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
import playbook.platform.kubernetes.RightsUsed;
import playbook.postgres.TestServer;

/**
 * The whole response through {@code platform.kubernetes}: the packaged application asks an API server whose node runs
 * Jobs, Deployments and StatefulSets as processes, on a real PostgreSQL. Judge and figures are those of every drill.
 */
class KubernetesDrillIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Set<String> used = new ConcurrentSkipListSet<>();
    private static final AtomicInteger drills = new AtomicInteger();

    private Path folder;
    private TestServer engine;
    private ClusterDrill drill;
    private final List<Process> applications = new ArrayList<>();
    private int port;
    private Path configuration;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createTempDirectory("pb-drill-");
        ClusterDrill.openTo(folder);
        Path jar = folder.resolve("playbook.jar");
        Files.copy(Path.of("target/playbook.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        System.setProperty("playbook.jar", jar.toString());
        engine = TestServer.start();
        drill = new ClusterDrill(folder, "20MB");
        configuration = drill.configuration();
        port = playbook.practice.Cluster.freePort();
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

    @Test
    void aLossInAClusterIsRecoveredAndProvenAlsoWhenTheApplicationIsKilledDuringAJob() throws Exception {
        String page = Files.readString(drill.home.page());
        configuration = drill.configuration("snapshot-class: csi-test");
        SnapshotsOfTheSite.take(drill.cluster.client(), "nightly");
        startApplication();
        Path document = folder.resolve("drill.json");
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> runDrill(document));

        awaitJob("-restorebase-1", exit);
        applications.get(0).destroyForcibly().waitFor();
        startApplication();

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
        assertThat(SnapshotsOfTheSite.names(drill.cluster.client())).hasSize(2).contains("nightly");
        assertThat(drill.cluster.calls())
                .contains("database  persistentvolumeclaims create", "database  persistentvolumeclaims delete");
        nothingIsLeft();
        rightsAreEnough();
    }

    @Test
    void theWholeServerGoesBackInTimeInACluster() throws Exception {
        startApplication();
        Path document = folder.resolve("drill.json");

        int exit = runDrill(document, "--method", "point-in-time-recovery");

        assertThat(exit).as(said()).isZero();
        JsonNode outcome = new ObjectMapper().readTree(document.toFile());
        assertThat(outcome.path("proven").booleanValue()).isTrue();
        assertThat(outcome.path("method").asText()).isEqualTo("point-in-time-recovery");
        assertThat(replicas("postgres")).isEqualTo(1);
        nothingIsLeft();
        rightsAreEnough();
    }

    /** Twice: the first time it is taken back, and the playbook dies while the data is put into the other claim. */
    @Test
    void anotherServerTakesThePlaceByTheServiceAndTheDamagedOneIsLeftAsItWas() throws Exception {
        configuration = drill.configurationOfTwo();
        RestingData damaged = new RestingData(drill.data());
        drill.cluster.before(Set.of("database  configmaps create", "database apps statefulsets update"), damaged::look);
        startApplication();
        Path document = folder.resolve("drill.json");
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(
                () -> runDrill(document, "--method", "point-in-time-recovery", "--taken-back", "1"));

        awaitJob("-swapdata-1", exit);
        applications.get(0).destroyForcibly().waitFor();
        assertThat(walls()).containsExactlyInAnyOrder(Map.of("app", "postgres"), Map.of("app", DrillServers.RESTORED));
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
        assertThat(replicas("postgres")).isZero();
        assertThat(replicas(DrillServers.RESTORED)).isEqualTo(1);
        Service service = service();
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
        nothingIsLeft();
        rightsAreEnough();
    }

    /** The damaged server is in place again: what was destroyed is gone, and what was written later is there. */
    private void asAfterTheLoss() {
        Verdict[] now = new Verdict[1];
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            now[0] = Judge.judge(drill.home);
            return true;
        });
        assertThat(now[0].destroyed()).isPositive();
        assertThat(now[0].recovered()).isZero();
        assertThat(now[0].wrong()).isZero();
        assertThat(now[0].laterWrites()).isPositive();
        assertThat(now[0].laterWritesLost()).isZero();
    }

    private void awaitServiceLeadsTo(String server, CompletableFuture<Integer> exit) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(exit).as(said()).isNotDone())
                .until(() -> service().getSpec().getSelector().equals(Map.of("app", server)));
    }

    private Service service() {
        return drill.cluster
                .client()
                .services()
                .inNamespace(ClusterDrill.DATABASE)
                .withName("postgres")
                .get();
    }

    private int replicas(String server) {
        return drill.cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace(ClusterDrill.DATABASE)
                .withName(server)
                .get()
                .getSpec()
                .getReplicas();
    }

    /** Pods before which the network is shut. */
    private List<Map<String, String>> walls() {
        return drill
                .cluster
                .client()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(ClusterDrill.DATABASE)
                .list()
                .getItems()
                .stream()
                .filter(policy -> policy.getMetadata().getName().startsWith("playbook-fence-"))
                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels())
                .toList();
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

    private void nothingIsLeft() {
        var client = drill.cluster.client();
        assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .extracting(job -> job.getMetadata().getName())
                .isEmpty();
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactlyInAnyOrder("data", "work");
        assertThat(client.configMaps().inNamespace(ClusterDrill.DATABASE).list().getItems())
                .isEmpty();
        assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(ClusterDrill.DATABASE)
                        .list()
                        .getItems())
                .isEmpty();
        var api = client.apps()
                .deployments()
                .inNamespace(ClusterDrill.PRODUCTION)
                .withName("api")
                .get();
        assertThat(api.getSpec().getReplicas()).isEqualTo(2);
        assertThat(api.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
                .noneMatch(variable -> variable.getName().equals("TEST_MODE"));
        assertThat(client.batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(ClusterDrill.PRODUCTION)
                        .withName("report")
                        .get()
                        .getSpec()
                        .getSuspend())
                .isFalse();
    }

    private int runDrill(Path document, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "drill",
                "accidental-delete",
                "--base-url",
                "http://127.0.0.1:" + port,
                "--home",
                drill.home.root().toString(),
                "--passwords",
                folder.resolve("passwords").toString(),
                "--patience",
                "4",
                "--json",
                document.toString()));
        arguments.addAll(List.of(options));
        return PracticeRange.exit(() -> Drill.run(arguments.toArray(String[]::new)));
    }

    private void awaitJob(String end, CompletableFuture<Integer> exit) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(exit).as(said()).isNotDone())
                .until(() -> drill.cluster.client().pods().inNamespace(ClusterDrill.DATABASE).list().getItems().stream()
                        .anyMatch(pod -> String.valueOf(
                                        pod.getMetadata().getLabels().get("job-name"))
                                .endsWith(end)));
    }

    private void startApplication() throws IOException {
        Path log = folder.resolve("app.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx768m",
                        "-jar",
                        folder.resolve("playbook.jar").toString(),
                        "--spring.profiles.active=practice",
                        "--spring.config.additional-location=file:" + configuration,
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + engine.port() + "/"
                                + TestServer.DATABASE,
                        "--spring.datasource.username=recovery",
                        "--playbook.home=" + folder.resolve("home"),
                        "--playbook.practice.passwords-directory=" + folder.resolve("passwords"),
                        "--server.port=" + port)
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
