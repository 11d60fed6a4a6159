package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.StandInCluster;

/** What is refused before a cut-over by the Service, and what is never overwritten; with real servers: SwapDataIT. */
class ServerInPlaceTest {

    @TempDir
    private static Path folder;

    private static StandInCluster cluster;

    private final TargetCluster target;
    private final DatabaseService service;
    private final CutOverCheck exchange;
    private final KubernetesServers servers;
    private final Target noa;

    ServerInPlaceTest() {
        ConfiguredTargets targets = ClusterRange.twoServers(folder, 5433);
        noa = targets.named("noa");
        servers = new KubernetesServers(targets, cluster.asked());
        target = targets.cluster(targets.named("noa")).orElseThrow();
        service = new DatabaseService(cluster.asked(), target);
        exchange = new CutOverCheck(cluster.asked(), target);
    }

    @BeforeAll
    static void start() throws IOException {
        cluster = new StandInCluster(folder.resolve("pods"));
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @BeforeEach
    void twoServersAtRest() {
        cluster.client().services().inAnyNamespace().delete();
        cluster.client().network().v1().networkPolicies().inAnyNamespace().delete();
        cluster.client().apps().statefulSets().inAnyNamespace().delete();
        cluster.create(
                set("postgres", Map.of("app", "postgres"), "data"),
                set("postgres-restored", Map.of("app", "postgres-restored"), "restored"),
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName("postgres")
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "postgres")
                        .addNewPort()
                        .withPort(5432)
                        .endPort()
                        .endSpec()
                        .build());
    }

    @Test
    void theServiceTellsWhichServerItIs() {
        assertThat(exchange.refused("DL-1")).isEmpty();

        service.lead("DL-1", true);
        service.lead("DL-1", true);

        assertThat(ServerInPlace.of(cluster.asked(), target).server().statefulSet())
                .isEqualTo("postgres-restored");
        assertThat(ServerInPlace.of(cluster.asked(), target).server().data().claim())
                .isEqualTo("restored");
        assertThat(exchange.refused("DL-1")).isEmpty();

        service.lead("DL-1", false);
        service.lead("DL-1", false);
        assertThat(ServerInPlace.of(cluster.asked(), target)).isEqualTo(target);
    }

    /** One that is shut off only once it runs was open for a moment. */
    @Test
    void theNetworkIsShutBeforeBothServersAndBothWallsFallTogether() {
        KubernetesNetworkFence network =
                new KubernetesNetworkFence(ClusterRange.twoServers(folder, 5433), cluster.asked());

        network.raise(noa, "DL-1", false);
        assertThat(walls())
                .containsOnly(
                        Map.entry("playbook-fence-dl-1", Map.of("app", "postgres")),
                        Map.entry("playbook-fence-dl-1-postgres-restored", Map.of("app", "postgres-restored")));
        service.lead("DL-1", true);
        network.raise(noa, "DL-1", false);
        assertThat(walls()).hasSize(2);
        assertThat(network.isUp(noa, "DL-1")).isTrue();

        network.lower(noa, "DL-1");
        assertThat(walls()).isEmpty();
        assertThat(network.isUp(noa, "DL-1")).isFalse();
    }

    /** Names of the policies, with the pods that each is before. */
    private static Map<String, Map<String, String>> walls() {
        return cluster.client().network().v1().networkPolicies().inNamespace("database").list().getItems().stream()
                .collect(Collectors.toMap(
                        policy -> policy.getMetadata().getName(),
                        policy -> policy.getSpec().getPodSelector().getMatchLabels()));
    }

    @Test
    void whoEndsWithTheOtherServerIsToldWhatToWriteIntoTheManifests() {
        assertThat(servers.staysChanged(noa, "DL-1")).isEmpty();

        service.lead("DL-1", true);

        assertThat(servers.staysChanged(noa, "DL-2")).isEmpty();
        assertThat(servers.staysChanged(noa, "DL-1"))
                .first()
                .isEqualTo("Service database/postgres selects {app=postgres-restored}, before it was {app=postgres}:"
                        + " the server is now StatefulSet postgres-restored with claim restored.");
        service.lead("DL-1", false);
        assertThat(servers.staysChanged(noa, "DL-1")).isEmpty();
    }

    @Test
    void aSelectorThatMeansBothServersIsRefused() {
        recreate(Map.of("app", "postgres", "server", "restored"), "restored");

        assertThat(exchange.refused("DL-1"))
                .hasValue(
                        "Service database/postgres would lead to pods of both servers: with the selector {app=postgres}"
                                + " it means those of postgres-restored too, which have {app=postgres, server=restored}");
    }

    @Test
    void aSelectorThatWouldMeanBothServersOnceItIsSwitchedIsRefused() {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres")
                .delete();
        cluster.create(set("postgres", Map.of("app", "postgres", "tier", "database"), "data"));
        recreate(Map.of("tier", "database"), "restored");

        assertThat(exchange.refused("DL-1"))
                .hasValue("Service database/postgres would lead to pods of both servers: with the selector"
                        + " {tier=database} it means those of postgres too, which have {app=postgres, tier=database}");
    }

    @Test
    void aServerWithoutTheClaimIsRefused() {
        recreate(Map.of("app", "postgres-restored"), "another");

        assertThat(exchange.refused("DL-1")).hasValue("StatefulSet database/postgres-restored does not mount restored");
    }

    @Test
    void whatAnotherIncidentOrSomebodySwitchedIsLeftAlone() {
        service.lead("DL-1", true);
        assertThat(exchange.refused("DL-2").orElseThrow())
                .startsWith("Service database/postgres leads to postgres-restored already, since DL-1: name that one");
        assertThatThrownBy(() -> service.lead("DL-2", true))
                .hasMessageContaining("was switched for DL-1, not for DL-2");

        cluster.client().services().inNamespace("database").withName("postgres").edit(service -> {
            service.getSpec().setSelector(Map.of("app", "mine"));
            return service;
        });
        assertThatThrownBy(() -> service.lead("DL-1", false))
                .hasMessageContaining("leads to {app=mine}, and was switched to {app=postgres-restored}: somebody"
                        + " changed it meanwhile");
        assertThatThrownBy(() -> service.lead("DL-1", true)).hasMessageContaining("somebody changed it meanwhile");
    }

    @Test
    void whatIsMissingForbidsTheExchangeAndNothingElse() {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres-restored")
                .delete();

        assertThat(ServerInPlace.of(cluster.asked(), target)).isEqualTo(target);
        assertThat(new KubernetesNetworkFence(ClusterRange.twoServers(folder, 5433), cluster.asked())
                        .raise(noa, "DL-1", false))
                .hasToString("NetworkWall[state=UP, letIn=[], why=]");
        assertThat(servers.cannotExchange(noa, "DL-1"))
                .hasValue(
                        "there is no StatefulSet postgres-restored in namespace database: correct kubernetes.namespace"
                                + " or kubernetes.stateful-set of the target");
    }

    @Test
    void theOtherServerMayNotBelongToAnOperatorEither() {
        assertThat(servers.cannotExchange(noa, "DL-1")).isEmpty();
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres-restored")
                .edit(set -> {
                    set.getMetadata().setLabels(Map.of("application", "spilo", "cluster-name", "acid"));
                    return set;
                });

        assertThat(servers.cannotExchange(noa, "DL-1").orElseThrow())
                .startsWith("StatefulSet postgres-restored belongs to postgresql acid, whose operator would start it");
    }

    private static void recreate(Map<String, String> labels, String claim) {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres-restored")
                .delete();
        cluster.create(set("postgres-restored", labels, claim));
    }

    private static io.fabric8.kubernetes.api.model.apps.StatefulSet set(
            String name, Map<String, String> labels, String claim) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace("database")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .addNewContainer()
                .withName("postgres")
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/var/lib/postgresql")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
