package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.NetworkWall;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.TestCluster;

/** A database whose pods CloudNativePG keeps, without a StatefulSet: as its operator labels them, primary and standby. */
class DatabasePodsTest {

    private TestCluster test;
    private ConfiguredTargets targets;
    private Target target;
    private KubernetesServers servers;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        targets = ClusterRange.pods(test.root, "cnpg.io/cluster=shop,cnpg.io/instanceRole=primary");
        target = targets.named("noa");
        servers = new KubernetesServers(targets, test.cluster.asked());
        for (String claim : List.of("shop-1", "shop-2")) {
            Files.createDirectories(test.root.resolve(claim + "/pgdata"));
            test.cluster.claim(claim, test.root.resolve(claim));
        }
        instance("shop-1", "primary");
        instance("shop-2", "replica");
        await().until(() -> servers.look(target).ready());
    }

    @AfterEach
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void thePrimaryIsTheServerAndItsClaimTheData() {
        assertThat(servers.look(target).owner()).startsWith("pod database/shop-1 ");
        assertThat(data()).isEqualTo(new TargetCluster.Volume("shop-1", "pgdata"));
        PodSpec job = jobsPod();
        assertThat(job.getVolumes())
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .contains("shop-1")
                .doesNotContain("shop-2", "data");
        assertThat(Serialization.asYaml(job.getAffinity()))
                .as("it runs beside the primary")
                .isEqualTo("""
                ---
                podAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                  - labelSelector:
                      matchLabels:
                        cnpg.io/cluster: "shop"
                        cnpg.io/instanceRole: "primary"
                    topologyKey: "kubernetes.io/hostname"
                """);

        role("shop-1", "unhealthy");
        assertThatThrownBy(() -> servers.look(target))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("there are no pods with {cnpg.io/cluster=shop, cnpg.io/instanceRole=primary} in"
                        + " namespace database\nHINT: is its operator making another one the primary?");

        role("shop-2", "primary");
        assertThat(servers.look(target).owner()).startsWith("pod database/shop-2 ");
        assertThat(data()).isEqualTo(new TargetCluster.Volume("shop-2", "pgdata"));
    }

    @Test
    void twoThatCarryThePrimarysLabelsAreNotGuessedBetween() {
        role("shop-2", "primary");

        assertThatThrownBy(() -> servers.look(target))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("there are 2 pods with")
                .hasMessageContaining(": [shop-1, shop-2]\nHINT: ");
    }

    @Test
    void itsOperatorGoesBackWithTheWholeServerAndNobodyElse() {
        assertThat(servers.cannotExchange(target, "DL-1"))
                .hasValue(
                        "pod shop-1 belongs to Cluster shop, whose operator would start it again at once. The operator's"
                                + " own way: CloudNativePG: make a new Cluster with bootstrap.recovery from the backups of shop and"
                                + " recoveryTarget.targetTime (<time before the loss, with its time zone>), and lead the"
                                + " applications to it.");
        assertThatThrownBy(() -> servers.stop(target)).hasMessageContaining("\nHINT: recover the rows, or go the");
        assertThatThrownBy(() -> servers.start(target)).hasMessageContaining("\nHINT: recover the rows, or go the");
        assertThat(servers.look(target).ready()).isTrue();
    }

    /** Its status port stays open, for an operator that cannot ask its primary puts a standby in its place. */
    @Test
    void theFenceLetsStandbysInAndTheOperatorToTheOtherPorts() {
        test.cluster
                .client()
                .resource(new ServiceBuilder(test.cluster
                                .client()
                                .services()
                                .inNamespace("database")
                                .withName("postgres")
                                .require())
                        .editSpec()
                        .withSelector(Map.of("cnpg.io/cluster", "shop", "cnpg.io/instanceRole", "primary"))
                        .editFirstPort()
                        .withNewTargetPort("postgresql")
                        .endPort()
                        .endSpec()
                        .build())
                .update();
        // Only now: a pod that sleeps never listens, and would not become ready.
        test.cluster.api().change("/api/v1/namespaces/database/pods/shop-1", pod -> {
            ArrayNode ports = ((ObjectNode) pod.at("/spec/containers/0")).putArray("ports");
            ports.addObject()
                    .put("name", "postgresql")
                    .put("containerPort", 5432)
                    .put("protocol", "TCP");
            ports.addObject().put("name", "metrics").put("containerPort", 9187).put("protocol", "TCP");
            ports.addObject().put("name", "status").put("containerPort", 8000).put("protocol", "TCP");
        });
        KubernetesNetworkFence network = new KubernetesNetworkFence(targets, test.cluster.asked());

        assertThat(network.raise(target, "DL-1", false).state()).isEqualTo(NetworkWall.State.UP);

        NetworkPolicy policy = test.cluster
                .client()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace("database")
                .withName("playbook-fence-dl-1")
                .require();
        assertThat(Serialization.asYaml(policy.getSpec())).isEqualTo("""
                ---
                ingress:
                - from:
                  - podSelector:
                      matchLabels:
                        app.kubernetes.io/managed-by: "data-loss-playbook"
                        data-loss-playbook/target: "noa"
                  - podSelector:
                      matchLabels:
                        cnpg.io/cluster: "shop"
                        cnpg.io/instanceRole: "primary"
                  - podSelector:
                      matchLabels:
                        cnpg.io/cluster: "shop"
                        cnpg.io/podRole: "instance"
                  - namespaceSelector:
                      matchLabels:
                        kubernetes.io/metadata.name: "playbook"
                - ports:
                  - port: 9187
                    protocol: "TCP"
                  - port: 8000
                    protocol: "TCP"
                podSelector:
                  matchLabels:
                    cnpg.io/cluster: "shop"
                    cnpg.io/instanceRole: "primary"
                policyTypes:
                - "Ingress"
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnpg.io/cluster", "role!=replica", "a=b,", "=primary", "role in (primary)"})
    void whatIsNoListOfLabelsIsNotTaken(String pods) {
        assertThatThrownBy(() -> ClusterRange.pods(test.root, pods))
                .hasMessage("playbook.targets.noa.kubernetes.pods is '" + pods + "'\nHINT: write labels as after"
                        + " kubectl's -l: cnpg.io/cluster=shop,cnpg.io/instanceRole=primary");
    }

    private TargetCluster.Volume data() {
        return ServerInPlace.of(test.cluster.asked(), targets.cluster(target).orElseThrow())
                .server()
                .data();
    }

    private PodSpec jobsPod() {
        TestCluster.jobs(targets, test.cluster.asked())
                .start(Job.script("dl-1-look", target, "playbook/readiness/look.sh", Map.of(), Duration.ofMinutes(5)));
        return test.cluster
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("database")
                .list()
                .getItems()
                .get(0)
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private void role(String pod, String role) {
        test.cluster
                .api()
                .change(
                        "/api/v1/namespaces/database/pods/" + pod,
                        it -> it.withObject("/metadata/labels").put("cnpg.io/instanceRole", role));
    }

    private void instance(String name, String role) {
        test.cluster.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("database")
                .withName(name)
                .addToLabels("cnpg.io/cluster", "shop")
                .addToLabels("cnpg.io/podRole", "instance")
                .addToLabels("cnpg.io/instanceRole", role)
                .addNewOwnerReference()
                .withApiVersion("postgresql.cnpg.io/v1")
                .withKind("Cluster")
                .withName("shop")
                .withUid("5b2f")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNewSecurityContext()
                .withRunAsUser(26L)
                .withFsGroup(26L)
                .endSecurityContext()
                .addNewVolume()
                .withName("pgdata")
                .withNewPersistentVolumeClaim(name, false)
                .endVolume()
                .addNewContainer()
                .withName("postgres")
                .withImage("postgresql:15")
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sleep", "3600")
                .addNewEnv()
                .withName("PGDATA")
                .withValue("/var/lib/postgresql/data/pgdata")
                .endEnv()
                .addNewVolumeMount()
                .withName("pgdata")
                .withMountPath("/var/lib/postgresql/data")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build());
    }
}
