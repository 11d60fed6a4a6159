package playbook.practice;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import playbook.platform.kubernetes.StandInCluster;

/** The range's server as a StatefulSet with a claim of its own, behind a Service; and another one that rests. */
final class DrillServers {

    static final String RESTORED = "postgres-restored";

    private static final String MOUNT = "/var/lib/postgresql";

    private final RangeSettings settings;
    private final Path claims;

    DrillServers(RangeSettings settings, Path folder) throws IOException {
        this.settings = settings;
        this.claims = Files.createDirectories(folder.resolve("claims"));
        ClusterDrill.openTo(claims);
    }

    /** The claim that has the data from now on. */
    Path moved(Path data) throws IOException {
        Path claim = made("data");
        Files.move(data, claim.resolve("data"));
        return claim;
    }

    Path restored() throws IOException {
        return made("restored");
    }

    private Path made(String claim) throws IOException {
        Path made = Files.createDirectories(claims.resolve(claim));
        PostgresUser.give(made);
        return made;
    }

    /** The first one runs, and the Service leads to it. */
    HasMetadata[] both() {
        return new HasMetadata[] {service(), set("postgres", 1, "data"), set(RESTORED, 0, "restored")};
    }

    /** At the address where the range's server listened. */
    private Service service() {
        return new ServiceBuilder()
                .withMetadata(ClusterDrill.named(ClusterDrill.DATABASE, "postgres"))
                .editMetadata()
                .addToAnnotations(StandInCluster.FORWARD, "true")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("127.0.0.1")
                .addToSelector("app", "postgres")
                .addNewPort()
                .withPort(settings.port())
                .endPort()
                .endSpec()
                .build();
    }

    static final Map<String, String> PRIMARY =
            Map.of("cnpg.io/cluster", "shop", "cnpg.io/instanceRole", "primary", "cnpg.io/podRole", "instance");

    /** The first one as an operator keeps it: a pod of its own custom resource, without a StatefulSet. */
    Pod ofAnOperator() {
        StatefulSet set = set("postgres", 1, "data");
        return new PodBuilder()
                .withMetadata(ClusterDrill.named(ClusterDrill.DATABASE, "shop-1"))
                .editMetadata()
                .withLabels(PRIMARY)
                .addNewOwnerReference()
                .withApiVersion("postgresql.cnpg.io/v1")
                .withKind("Cluster")
                .withName("shop")
                .withUid("5b2f")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(set.getSpec().getTemplate().getSpec())
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("PGDATA")
                .withValue(MOUNT + "/data")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();
    }

    private StatefulSet set(String name, int replicas, String claim) {
        return new StatefulSetBuilder()
                .withMetadata(ClusterDrill.named(ClusterDrill.DATABASE, name))
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withTemplate(ClusterDrill.template(
                        name,
                        new ContainerBuilder()
                                .withName("postgres")
                                .withImage("postgres:15")
                                .withImagePullPolicy("IfNotPresent")
                                .withCommand(
                                        settings.bin() + "/postgres",
                                        "-D",
                                        MOUNT + "/data",
                                        "-c",
                                        "listen_addresses=$(POD_IP)")
                                .addToEnv(ClusterDrill.field("POD_IP", "status.podIP"))
                                .addNewPort()
                                .withContainerPort(settings.port())
                                .endPort()
                                .addNewVolumeMount()
                                .withName(claim)
                                .withMountPath(MOUNT)
                                .endVolumeMount(),
                        claim))
                .endSpec()
                .build();
    }
}
