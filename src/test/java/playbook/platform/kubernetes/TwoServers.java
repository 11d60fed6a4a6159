package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Jobs;
import playbook.platform.NetworkFence;
import playbook.platform.Servers;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.applications.KubernetesApplications;
import playbook.platform.kubernetes.jobs.KubernetesJobs;
import playbook.platform.kubernetes.server.KubernetesNetworkFence;
import playbook.platform.kubernetes.server.KubernetesServers;
import playbook.platform.kubernetes.server.PortForwards;
import playbook.postgres.TestServer;

/** A real PostgreSQL as a StatefulSet behind a Service, and a second StatefulSet that rests until it takes its place. */
public final class TwoServers implements AutoCloseable {

    private static final String DATABASE = "database";
    private static final String MOUNT = "/var/lib/postgresql/data";

    private final TestServer server;
    private final StandInCluster cluster;
    public final Path restored;
    public final Servers servers;
    public final Jobs jobs;
    public final NetworkFence network;

    /** @param server stopped; its address becomes that of the Service */
    public TwoServers(TestServer server) throws IOException {
        this.server = server;
        restored = server.folder("restored");
        cluster = new StandInCluster(server.folder("pods"));
        List.of("data", "backup", "work").forEach(claim -> cluster.claim(claim, server.root()));
        cluster.claim("restored", restored);
        String pgpass = Base64.getEncoder().encodeToString(Files.readAllBytes(server.passfile()));
        cluster.create(
                new SecretBuilder()
                        .withMetadata(named("playbook-pgpass"))
                        .withData(Map.of("pgpass", pgpass))
                        .build(),
                set("postgres", 1, "data"),
                set("postgres-restored", 0, "restored"),
                new ServiceBuilder()
                        .withMetadata(named("postgres"))
                        .editMetadata()
                        .addToAnnotations(StandInServices.FORWARD, "true")
                        .endMetadata()
                        .withNewSpec()
                        .withClusterIP("127.0.0.1")
                        .addToSelector("app", "postgres")
                        .addNewPort()
                        .withPort(server.port())
                        .endPort()
                        .endSpec()
                        .build());
        ConfiguredTargets targets = ClusterRange.twoServers(server.root(), server.port());
        Cluster asked = cluster.asked();
        servers = new KubernetesServers(targets, asked);
        network = new KubernetesNetworkFence(targets, asked);
        jobs = new KubernetesJobs(
                targets, asked, new KubernetesApplications(targets, asked, new PortForwards(targets, asked)));
    }

    private static ObjectMeta named(String name) {
        return new ObjectMetaBuilder().withNamespace(DATABASE).withName(name).build();
    }

    private StatefulSet set(String name, int replicas, String claim) {
        return new StatefulSetBuilder()
                .withMetadata(named(name))
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .addNewContainer()
                .withName("postgres")
                .withImage("postgres:15")
                .withCommand(
                        server.bin().resolve("postgres").toString(),
                        "-D",
                        MOUNT + "/data",
                        "-c",
                        "listen_addresses=$(POD_IP)")
                .addNewEnv()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewPort()
                .withContainerPort(server.port())
                .endPort()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath(MOUNT)
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** As the API server has it. */
    public Service service() {
        return cluster.client()
                .services()
                .inNamespace(DATABASE)
                .withName("postgres")
                .get();
    }

    public void scale(String set, int replicas) {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(DATABASE)
                .withName(set)
                .edit(now -> new StatefulSetBuilder(now)
                        .editSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build());
    }

    /** Of the pod of this StatefulSet; empty when it has none. */
    public String address(String set) {
        return cluster.client().pods().inNamespace(DATABASE).withLabel("app", set).list().getItems().stream()
                .filter(pod -> pod.getStatus() != null)
                .map(pod -> String.valueOf(pod.getStatus().getPodIP()))
                .findFirst()
                .orElse("");
    }

    /** Whether this StatefulSet has a pod, also one without an address yet. */
    public boolean hasPod(String set) {
        return !cluster.client()
                .pods()
                .inNamespace(DATABASE)
                .withLabel("app", set)
                .list()
                .getItems()
                .isEmpty();
    }

    /** What the API server was asked, see {@link RightsUsed}. */
    public Set<String> calls() {
        return cluster.calls();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
