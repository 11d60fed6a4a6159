package playbook.practice;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import playbook.platform.kubernetes.StandInCluster;

/** The practice range as a cluster runs it: a StatefulSet, Deployments, a CronJob, claims and secrets. */
final class ClusterDrill implements AutoCloseable {

    static final String DATABASE = "database";
    static final String PRODUCTION = "production";
    /** Beside the applications, so that each right is seen to be used where it is granted. */
    static final String FRONT = "front";

    private static final int API_PORT = 8080;

    final Home home;
    final StandInCluster cluster;
    private final Path data;
    private final RangeSettings settings;
    private final DrillServers servers;

    ClusterDrill(Path folder, String size) throws Exception {
        home = Home.at(folder.resolve("range"));
        RangeSetup.make(Arguments.parse(
                new String[] {"create", "--home", home.root().toString(), "--size", size, "--api-replicas", "2"},
                java.util.Set.of("home", "size", "api-replicas"),
                false));
        settings = home.settings();
        new PracticeServer(home).stop();
        Files.createDirectories(home.oracle());
        for (Path served : List.of(home.oracle(), home.root().resolve("www"), home.page())) {
            PostgresUser.give(served);
        }
        cluster = new StandInCluster(folder.resolve("pods"));
        servers = new DrillServers(settings, folder);
        data = servers.moved(home.data());
        cluster.claim("data", data).claim("restored", servers.restored());
        List.of("archive", "backups", "work").forEach(claim -> cluster.claim(claim, home.root()));
        cluster.claim("oracle", home.oracle())
                .claim("www", home.root().resolve("www"))
                .claim("maintenance", home.root().resolve("www-maintenance"));
        cluster.create(secret(DATABASE, "playbook-pgpass", home.passfile()), claim());
        cluster.create(servers.both());
        cluster.create(
                secret(PRODUCTION, "api-credentials", home.passfile("api")),
                deployment(PRODUCTION, "api", 2, api()),
                deployment(FRONT, "nginx", 1, front()),
                new CronJobBuilder()
                        .withMetadata(named(PRODUCTION, "report"))
                        .withNewSpec()
                        .withSchedule("0 3 * * *")
                        .endSpec()
                        .build());
    }

    /** Of the server that is in place at the beginning. */
    Path data() {
        return data.resolve("data");
    }

    Path configuration() throws IOException {
        return configuration(new String[0]);
    }

    /** The server's pod becomes one that CloudNativePG keeps; its claim is found by the pod. */
    Path keptByAnOperator(String more) throws IOException {
        KubernetesClient client = cluster.client();
        client.apps().statefulSets().inNamespace(DATABASE).withName("postgres").delete();
        client.pods().inNamespace(DATABASE).withLabel("app", "postgres").delete();
        await().until(() -> client.pods()
                .inNamespace(DATABASE)
                .withLabel("app", "postgres")
                .list()
                .getItems()
                .isEmpty());
        client.services().inNamespace(DATABASE).withName("postgres").edit(service -> {
            service.getSpec().setSelector(Map.of("cnpg.io/cluster", "shop", "cnpg.io/instanceRole", "primary"));
            return service;
        });
        cluster.create(servers.ofAnOperator());
        Path file = configuration(more);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "stateful-set: postgres\n",
                                "pods: \"cnpg.io/cluster=shop,cnpg.io/instanceRole=primary\"\n")
                        .replaceFirst(" *data: \\{claim: data, path: data}\n", ""));
        return file;
    }

    /** A cut-over leads the Service to the other server. */
    Path configurationOfTwo() throws IOException {
        return configuration(
                "cut-over: service",
                "restored: {stateful-set: %s, data: {claim: restored, path: data}}".formatted(DrillServers.RESTORED));
    }

    /**
     * What an operator would write, see docs/configuration.md.
     *
     * @param more further lines below {@code kubernetes:}
     */
    Path configuration(String... more) throws IOException {
        Path file = home.root().resolve("cluster.yml");
        Files.writeString(file, """
                playbook:
                  targets:
                    noa:
                      label: "noa_db (practice range in a cluster)"
                      host: 127.0.0.1
                      port: %d
                      database: noa_db
                      user: recovery
                      passfile: "%s"
                      application-roles: [api]
                      practice: true
                      kubernetes:
                        namespace: database
                        stateful-set: postgres
                        container: postgres
                        service: postgres
                        secret: playbook-pgpass
                        worker-image: data-loss-playbook
                        data: {claim: data, path: data}
                        archive: {claim: archive, path: archive}
                        backups: {claim: backups, path: backups}
                        work: {claim: work, path: work, size: 1Gi}
                        %s
                        applications:
                          namespace: production
                          test-environment: {TEST_MODE: "true"}
                        front-page:
                          namespace: front
                          deployment: nginx
                          page: /www/index.html
                          maintenance-page: /maintenance/maintenance.html
                      applications: [api, cronjob/report]
                      checks:
                        application: api
                        health-path: /health
                        critical-paths:
                          - {method: POST, path: /auth/login, body: '{"email":"drill@example.com"}', expected-status: 200}
                          - {method: GET, path: /users/me, body: "", expected-status: 200}
                        integrity-command: [%s]
                """.formatted(
                        settings.port(),
                        home.passfile(),
                        String.join("\n" + " ".repeat(8), more),
                        String.join(", ", java("playbook.practice.ApiIntegrity"))));
        return file;
    }

    private static List<String> java(String main) {
        return List.of(
                "java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                "/opt/playbook/playbook.jar",
                main);
    }

    static ObjectMeta named(String namespace, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", name)
                .build();
    }

    private static io.fabric8.kubernetes.api.model.Secret secret(String namespace, String name, Path file) {
        String text = Base64.getEncoder().encodeToString(Home.read(file).getBytes(StandardCharsets.UTF_8));
        return new SecretBuilder()
                .withMetadata(named(namespace, name))
                .withData(Map.of("pgpass", text))
                .build();
    }

    /** Its driver makes snapshots. */
    private static io.fabric8.kubernetes.api.model.PersistentVolumeClaim claim() {
        return new io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder()
                .withMetadata(named(DATABASE, "data"))
                .withNewSpec()
                .withStorageClassName("block")
                .withNewResources()
                .addToRequests("storage", new io.fabric8.kubernetes.api.model.Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build();
    }

    private ContainerBuilder api() {
        ContainerBuilder api = new ContainerBuilder()
                .withName("api")
                .withImage("data-loss-playbook")
                .withImagePullPolicy("IfNotPresent")
                .withCommand(java("playbook.practice.Api"))
                .addNewPort()
                .withContainerPort(API_PORT)
                .endPort()
                .addToEnv(field("POD_IP", "status.podIP"), field("REPLICA_NAME", "metadata.name"));
        Map.of(
                        "LISTEN",
                        "$(POD_IP):" + API_PORT,
                        "PGHOST",
                        "127.0.0.1",
                        "PGPORT",
                        Integer.toString(settings.port()),
                        "PGDATABASE",
                        Home.DATABASE,
                        "PGUSER",
                        "api",
                        "PGPASSFILE",
                        "/run/secrets/api/pgpass",
                        "ORACLE_DIR",
                        "/oracle",
                        "REPLICA_DIR",
                        "/tmp",
                        "TRAFFIC_RATE",
                        "20")
                .forEach((name, value) ->
                        api.addNewEnv().withName(name).withValue(value).endEnv());
        return api.addNewVolumeMount()
                .withName("oracle")
                .withMountPath("/oracle")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("credentials")
                .withMountPath("/run/secrets/api")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount();
    }

    static io.fabric8.kubernetes.api.model.EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** Only its files matter here; whoever serves them reads them anew for each customer. */
    private static ContainerBuilder front() {
        return new ContainerBuilder()
                .withName("nginx")
                .withImage("nginx")
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sleep", "infinity")
                .addNewVolumeMount()
                .withName("www")
                .withMountPath("/www")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("maintenance")
                .withMountPath("/maintenance")
                .endVolumeMount();
    }

    private static io.fabric8.kubernetes.api.model.apps.Deployment deployment(
            String namespace, String name, int replicas, ContainerBuilder container) {
        return new DeploymentBuilder()
                .withMetadata(named(namespace, name))
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withTemplate(template(name, container, "oracle", "www", "maintenance"))
                .endSpec()
                .build();
    }

    static PodTemplateSpec template(String name, ContainerBuilder container, String... claims) {
        PodTemplateSpecBuilder template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withContainers(container.build())
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("credentials")
                .withNewSecret()
                .withSecretName("api-credentials")
                .endSecret()
                .endVolume()
                .endSpec();
        for (String claim : claims) {
            template.editSpec()
                    .addNewVolume()
                    .withName(claim)
                    .withNewPersistentVolumeClaim(claim, false)
                    .endVolume()
                    .endSpec();
        }
        return template.build();
    }

    @Override
    public void close() {
        cluster.close();
    }

    static void openTo(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
