package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** StatefulSets of databases: found by their name, with their pods and labels. */
final class StatefulSets {

    private StatefulSets() {}

    static StatefulSet of(Cluster cluster, TargetCluster target) {
        return find(cluster, target)
                .orElseThrow(() -> new HintedException(
                        "there is no StatefulSet " + target.server().statefulSet() + " in namespace "
                                + target.namespace(),
                        "correct kubernetes.namespace or kubernetes.stateful-set of the target"));
    }

    static Optional<StatefulSet> find(Cluster cluster, TargetCluster target) {
        return Optional.ofNullable(cluster.ask(
                "read StatefulSet " + target.namespace() + "/" + target.server().statefulSet(),
                client -> client.apps()
                        .statefulSets()
                        .inNamespace(target.namespace())
                        .withName(target.server().statefulSet())
                        .get()));
    }

    static List<Pod> pods(Cluster cluster, TargetCluster target, StatefulSet set) {
        return list(
                        cluster,
                        target,
                        "pods of StatefulSet " + target.server().statefulSet(),
                        set.getSpec().getSelector().getMatchLabels())
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getKind().equals("StatefulSet")
                                && owner.getName().equals(target.server().statefulSet())))
                .toList();
    }

    static List<Pod> list(Cluster cluster, TargetCluster target, String what, Map<String, String> labels) {
        return cluster.ask(
                        "list the " + what,
                        client -> client.pods()
                                .inNamespace(target.namespace())
                                .withLabels(labels)
                                .list())
                .getItems();
    }

    /** What its pods carry. */
    static Map<String, String> podLabels(StatefulSet set) {
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** What a Service selects its pods by. */
    static Map<String, String> selector(Cluster cluster, TargetCluster is) {
        Map<String, String> labels = of(cluster, is).getSpec().getSelector().getMatchLabels();
        if (labels == null || labels.isEmpty()) {
            throw new HintedException(
                    "StatefulSet " + is.namespace() + "/" + is.server().statefulSet()
                            + " selects its pods by no matchLabels",
                    "a Service cannot select them: give it a selector with matchLabels");
        }
        return new TreeMap<>(labels);
    }
}
