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
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.NetworkFence;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Pods;

/**
 * A NetworkPolicy on the database's pods, and one on those of the server that may take its place, so that it is shut off
 * before it begins. Policies only ever add up: one of somebody else that lets an application in still does, and is named.
 */
@Component
public class KubernetesNetworkFence implements NetworkFence {

    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private final ConfiguredTargets targets;
    private final Cluster cluster;

    public KubernetesNetworkFence(ConfiguredTargets targets, Cluster cluster) {
        this.targets = targets;
        this.cluster = cluster;
    }

    @Override
    public boolean isThere(Target target) {
        return true;
    }

    @Override
    public Wall raise(Target target, String incidentKey, boolean testReplica) {
        TargetCluster is = cluster(target);
        if (!is.portForward() && cluster.ownNamespace().isEmpty()) {
            return notUp(
                    "the playbook itself comes from outside the cluster, without a port-forward: it would be shut out");
        }
        try {
            List<DatabasePods> servers = ServerInPlace.both(cluster, is);
            List<NetworkPolicy> policies = policies(is);
            servers.forEach(server -> shut(policies, policy(target, incidentKey, server, testReplica)));
            List<String> letIn = servers.stream()
                    .map(DatabasePods::labels)
                    .flatMap(pods -> Selected.lettingIn(policies, pods).stream())
                    .distinct()
                    .sorted()
                    .toList();
            return new Wall(Wall.State.UP, letIn, "");
        } catch (HintedException e) {
            if (e.getCause() instanceof KubernetesClientException refused && refused.getCode() == 403) {
                return notUp(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private void shut(List<NetworkPolicy> policies, NetworkPolicy wished) {
        Optional<NetworkPolicy> there = policies.stream()
                .filter(each ->
                        each.getMetadata().getName().equals(wished.getMetadata().getName()))
                .findFirst();
        String what = "NetworkPolicy " + wished.getMetadata().getNamespace() + "/"
                + wished.getMetadata().getName();
        if (there.isEmpty()) {
            cluster.ask("create " + what, client -> client.resource(wished).create());
        } else if (!there.get().getSpec().equals(wished.getSpec())) {
            NetworkPolicy changed = new NetworkPolicyBuilder(there.get())
                    .withSpec(wished.getSpec())
                    .build();
            cluster.ask("update " + what, client -> client.resource(changed).update());
        }
    }

    private static Wall notUp(String why) {
        return new Wall(Wall.State.NOT_UP, List.of(), why);
    }

    @Override
    public void lower(Target target, String incidentKey) {
        TargetCluster is = cluster(target);
        names(is, incidentKey)
                .forEach(name -> cluster.ask(
                        "delete NetworkPolicy " + is.namespace() + "/" + name,
                        client -> client.network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(is.namespace())
                                .withName(name)
                                .delete()));
    }

    @Override
    public boolean isUp(Target target, String incidentKey) {
        List<String> names = names(cluster(target), incidentKey);
        return policies(cluster(target)).stream()
                .anyMatch(policy -> names.contains(policy.getMetadata().getName()));
    }

    /** All in the namespace: that of others are looked at, too. */
    private List<NetworkPolicy> policies(TargetCluster is) {
        return cluster.ask(
                        "list the NetworkPolicies in namespace " + is.namespace(),
                        client -> client.network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(is.namespace())
                                .list())
                .getItems();
    }

    private NetworkPolicy policy(Target target, String incidentKey, DatabasePods database, boolean testReplica) {
        TargetCluster is = cluster(target);
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
        if (testReplica && targets.checks(target).hasApplication()) {
            String tested = targets.checks(target).application();
            peers.add(new NetworkPolicyPeerBuilder()
                    .withNamespaceSelector(namespace(is.applications().namespace()))
                    .withPodSelector(Pods.deployment(cluster, is.applications().namespace(), tested)
                            .getSpec()
                            .getSelector())
                    .build());
        }
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
                .withFrom(peers)
                .endIngress()
                .addAllToIngress(forItsOperator(is, database))
                .endSpec()
                .build();
    }

    /**
     * An operator that cannot ask its server how it is takes it for dead and puts a standby in its place: all may come to its
     * other ports, as before.
     */
    private List<NetworkPolicyIngressRule> forItsOperator(TargetCluster is, DatabasePods database) {
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

    private static List<String> names(TargetCluster is, String incidentKey) {
        TargetCluster.Restored other = is.server().restored();
        String first = name(is, incidentKey, is.server().statefulSet());
        return other == null ? List.of(first) : List.of(first, name(is, incidentKey, other.statefulSet()));
    }

    private static String name(TargetCluster is, String incidentKey, String server) {
        return ("playbook-fence-" + incidentKey).toLowerCase(Locale.ROOT)
                + (server.equals(is.server().statefulSet()) ? "" : "-" + server);
    }

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
