package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.NetworkFence;
import playbook.platform.NetworkWall;
import playbook.platform.TargetChecks;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/**
 * A NetworkPolicy on the database's pods, and one on those of the server that may take its place, so that it is shut off
 * before it begins. Policies only ever add up: one of somebody else that lets an application in still does, and is named.
 */
@Component
public class KubernetesNetworkFence implements NetworkFence {

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
    public NetworkWall raise(Target target, String incidentKey, boolean testReplica) {
        TargetCluster is = cluster(target);
        if (!is.portForward() && cluster.ownNamespace().isEmpty()) {
            return notUp(
                    "the playbook itself comes from outside the cluster, without a port-forward: it would be shut out");
        }
        try {
            List<DatabasePods> servers = ServerInPlace.both(cluster, is);
            List<NetworkPolicy> policies = policies(is);
            FencePolicy fence = new FencePolicy(cluster, target, is, incidentKey);
            Optional<String> tested = Optional.of(targets.checks(target))
                    .filter(checks -> testReplica && checks.hasApplication())
                    .map(TargetChecks::application);
            servers.forEach(server -> shut(policies, fence.before(server, tested)));
            List<String> letIn = servers.stream()
                    .map(DatabasePods::labels)
                    .flatMap(pods -> Selected.lettingIn(policies, pods).stream())
                    .distinct()
                    .sorted()
                    .toList();
            return new NetworkWall(NetworkWall.State.UP, letIn, "");
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

    private static NetworkWall notUp(String why) {
        return new NetworkWall(NetworkWall.State.NOT_UP, List.of(), why);
    }

    @Override
    public void lower(Target target, String incidentKey) {
        TargetCluster is = cluster(target);
        FencePolicy.names(is, incidentKey)
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
        List<String> names = FencePolicy.names(cluster(target), incidentKey);
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

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
