package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.NetworkWall;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.TestCluster;
import playbook.platform.kubernetes.api.Names;

/** A policy before the database's pods. Whether it is kept is the network's; here it is what is asked for. */
class KubernetesNetworkFenceTest {

    private static final String KEY = "DL-2026-0001";

    private TestCluster test;
    private KubernetesNetworkFence network;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        network = new KubernetesNetworkFence(test.targets, test.cluster.asked());
    }

    @AfterEach
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void onlyWeAndOurJobsAndTheServersOwnPodsGetIn() {
        assertThat(network.raise(test.target, KEY, false)).hasToString("NetworkWall[state=UP, letIn=[], why=]");

        assertThat(Serialization.asYaml(policy().getSpec())).isEqualTo("""
                ---
                ingress:
                - from:
                  - podSelector:
                      matchLabels:
                        app.kubernetes.io/managed-by: "data-loss-playbook"
                        data-loss-playbook/target: "noa"
                  - podSelector:
                      matchLabels:
                        app: "postgres"
                  - namespaceSelector:
                      matchLabels:
                        kubernetes.io/metadata.name: "playbook"
                podSelector:
                  matchLabels:
                    app: "postgres"
                policyTypes:
                - "Ingress"
                """);
        assertThat(network.isUp(test.target, KEY)).isTrue();
    }

    @Test
    void theTestedApplicationGetsInWhileItIsTestedAndNobodyAtTheEnd() {
        network.raise(test.target, KEY, false);

        network.raise(test.target, KEY, true);
        assertThat(Serialization.asYaml(
                        policy().getSpec().getIngress().get(0).getFrom().get(3)))
                .isEqualTo("""
                ---
                namespaceSelector:
                  matchLabels:
                    kubernetes.io/metadata.name: "production"
                podSelector:
                  matchLabels:
                    app: "api"
                """);

        network.raise(test.target, KEY, false);
        assertThat(policy().getSpec().getIngress().get(0).getFrom()).hasSize(3);

        network.lower(test.target, KEY);
        network.lower(test.target, KEY);
        assertThat(network.isUp(test.target, KEY)).isFalse();
    }

    @Test
    void aPolicyOfSomebodyElseThatLetsApplicationsInIsNamed() {
        test.cluster.create(
                others("everybody-in-this-namespace", Map.of(), true),
                others("api-to-postgres", Map.of("app", "postgres"), true),
                others("nobody-to-postgres", Map.of("app", "postgres"), false),
                others("api-to-redis", Map.of("app", "redis"), true));

        NetworkWall wall = network.raise(test.target, KEY, false);

        assertThat(wall.letIn()).containsExactly("api-to-postgres", "everybody-in-this-namespace");
        assertThat(network.raise(test.target, KEY, false).letIn())
                .as("ours is not one of them")
                .isEqualTo(wall.letIn());
        assertThat(policy().getMetadata().getLabels()).containsEntry(Names.INCIDENT, KEY);
        assertThat(network.isUp(test.target, "DL-2026-0002")).isFalse();

        network.lower(test.target, "DL-2026-0002");
        assertThat(network.isUp(test.target, KEY)).isTrue();
        network.lower(test.target, KEY);
        assertThat(network.isUp(test.target, KEY)).isFalse();
        assertThat(test.cluster
                        .client()
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace("database")
                        .list()
                        .getItems())
                .as("those of others stay")
                .hasSize(4);
    }

    @Test
    void withoutTheRightItIsSaidAndNothingIsStopped() {
        test.cluster
                .api()
                .fault(call -> call.resource().equals("networkpolicies")
                        ? Optional.of(
                                StandInApi.refusal(
                                        403,
                                        "networkpolicies.networking.k8s.io is forbidden: User \"playbook\" cannot list resource"
                                                + " \"networkpolicies\" in API group \"networking.k8s.io\" in the namespace \"database\""))
                        : Optional.empty());

        NetworkWall wall = network.raise(test.target, KEY, false);

        assertThat(wall.state()).isEqualTo(NetworkWall.State.NOT_UP);
        assertThat(wall.why())
                .endsWith("HINT: add to the playbook's Role in namespace database: apiGroups [\"networking.k8s.io\"],"
                        + " resources [\"networkpolicies\"], verbs [\"list\"]; deploy/kubernetes has them all");
    }

    @Test
    void anApiServerThatFailsIsTriedAgainAndNotTakenForAMissingRight() {
        test.cluster
                .api()
                .fault(call -> call.resource().equals("networkpolicies")
                        ? Optional.of(StandInApi.refusal(400, "not now"))
                        : Optional.empty());

        assertThatThrownBy(() -> network.raise(test.target, KEY, false))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("cannot list the NetworkPolicies in namespace database: not now");
    }

    @Test
    void fromOutsideTheClusterItWouldShutUsOut() {
        network = new KubernetesNetworkFence(test.targets, test.cluster.askedFromOutside());

        assertThat(network.raise(test.target, KEY, false).state()).isEqualTo(NetworkWall.State.NOT_UP);
        assertThat(network.isUp(test.target, KEY)).isFalse();

        ConfiguredTargets byForward = ClusterRange.targets(test.root, "playbook", 5433, true);
        network = new KubernetesNetworkFence(byForward, test.cluster.askedFromOutside());
        assertThat(network.raise(byForward.named("noa"), KEY, false).state()).isEqualTo(NetworkWall.State.UP);
        assertThat(policy().getSpec().getIngress().get(0).getFrom()).hasSize(2);
    }

    private NetworkPolicy policy() {
        return test.cluster
                .client()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace("database")
                .withName("playbook-fence-dl-2026-0001")
                .require();
    }

    private static NetworkPolicy others(String name, Map<String, String> pods, boolean letsIn) {
        NetworkPolicyBuilder policy = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace("database")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withPolicyTypes("Ingress")
                .withNewPodSelector()
                .withMatchLabels(pods)
                .endPodSelector()
                .endSpec();
        return letsIn ? policy.editSpec().addNewIngress().endIngress().endSpec().build() : policy.build();
    }
}
