package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import playbook.incident.Target;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Pods;

/** The NetworkPolicy before a server: it lets in the playbook, its jobs, the server's own standbys, and nobody else. */
final class FencePolicy {

    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private final Cluster cluster;
    private final Target target;
    private final TargetCluster is;
    private final String incidentKey;

    FencePolicy(Cluster cluster, Target target, TargetCluster is, String incidentKey) {
        this.cluster = cluster;
        this.target = target;
        this.is = is;
        this.incidentKey = incidentKey;
    }

    /** Of all servers that may be shut off. */
    static List<String> names(TargetCluster is, String incidentKey) {
        TargetCluster.Restored other = is.server().restored();
        String first = name(is, incidentKey, is.server().statefulSet());
        return other == null ? List.of(first) : List.of(first, name(is, incidentKey, other.statefulSet()));
    }

    private static String name(TargetCluster is, String incidentKey, String server) {
        return ("playbook-fence-" + incidentKey).toLowerCase(Locale.ROOT)
                + (server.equals(is.server().statefulSet()) ? "" : "-" + server);
    }

    /** @param tested the application that is let in as well, empty for none */
    NetworkPolicy before(DatabasePods database, Optional<String> tested) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(is.namespace())
                .withName(name(
                        is,
                        incidentKey,
                        database.set() == null
                                ? is.server().statefulSet()
                                : database.set().getMetadata().getName()))
                .withLabels(
                        Map.of(Names.MANAGED_BY, Names.US, Names.TARGET, target.name(), Names.INCIDENT, incidentKey))
                .endMetadata()
                .withNewSpec()
                .withPolicyTypes("Ingress")
                .withPodSelector(database.selector())
                .addNewIngress()
                .withFrom(peers(database, tested))
                .endIngress()
                .addAllToIngress(forItsOperator(database))
                .endSpec()
                .build();
    }

    private List<NetworkPolicyPeer> peers(DatabasePods database, Optional<String> tested) {
        List<NetworkPolicyPeer> peers = new ArrayList<>();
        peers.add(new NetworkPolicyPeerBuilder()
                .withPodSelector(new LabelSelectorBuilder()
                        .addToMatchLabels(Names.MANAGED_BY, Names.US)
                        .addToMatchLabels(Names.TARGET, target.name())
                        .build())
                .build());
        peers.add(new NetworkPolicyPeerBuilder()
                .withPodSelector(database.selector())
                .build());
        Map<String, String> servers =
                database.owner().map(Operator.Owner::servers).orElse(Map.of());
        if (!servers.isEmpty()) {
            peers.add(new NetworkPolicyPeerBuilder()
                    .withPodSelector(
                            new LabelSelectorBuilder().withMatchLabels(servers).build())
                    .build());
        }
        cluster.ownNamespace()
                .map(ours -> new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(namespace(ours))
                        .build())
                .ifPresent(peers::add);
        tested.map(name -> Pods.deployment(cluster, is.applications().namespace(), name))
                .map(application -> new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(namespace(is.applications().namespace()))
                        .withPodSelector(application.getSpec().getSelector())
                        .build())
                .ifPresent(peers::add);
        return peers;
    }

    /**
     * An operator that cannot ask its server how it is takes it for dead and puts a standby in its place: all may come to its
     * other ports, as before.
     */
    private List<NetworkPolicyIngressRule> forItsOperator(DatabasePods database) {
        if (database.owner().isEmpty()) {
            return List.of();
        }
        int server = ServerPort.of(cluster, is, database.container(is));
        List<NetworkPolicyPort> others = database.spec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> port.getContainerPort() != server)
                .map(port -> new NetworkPolicyPortBuilder()
                        .withProtocol(port.getProtocol() == null ? "TCP" : port.getProtocol())
                        .withPort(new IntOrString(port.getContainerPort()))
                        .build())
                .distinct()
                .toList();
        return others.isEmpty()
                ? List.of()
                : List.of(
                        new NetworkPolicyIngressRuleBuilder().withPorts(others).build());
    }

    private static LabelSelector namespace(String name) {
        return new LabelSelectorBuilder().addToMatchLabels(NAMESPACE_NAME, name).build();
    }
}
