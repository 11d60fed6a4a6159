package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/**
 * Which pods are a database's: those of its StatefulSet, or, where an operator keeps pods without one, the one that carries
 * the configured labels.
 *
 * @param name in sentences, for example {@code StatefulSet database/postgres}
 * @param set null when the pods have none
 * @param all also those on their way out
 */
public record DatabasePods(String name, @Nullable StatefulSet set, LabelSelector selector, List<Pod> all) {

    private static final Set<String> WORKLOADS = Set.of("StatefulSet", "ReplicaSet", "DaemonSet", "Job");

    public static DatabasePods of(Cluster cluster, TargetCluster target) {
        if (target.server().pods().isEmpty()) {
            return of(cluster, target, StatefulSets.of(cluster, target));
        }
        String name = "pods with " + new TreeMap<>(target.server().pods()) + " in namespace " + target.namespace();
        List<Pod> pods =
                StatefulSets.list(cluster, target, name, target.server().pods());
        List<String> living = pods.stream()
                .filter(DatabasePods::stays)
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
        if (living.size() > 1) {
            throw new HintedException(
                    "there are " + living.size() + " " + name + ": " + living,
                    "kubernetes.pods of the target must fit the primary alone; while an operator exchanges its primary"
                            + " both may carry its label: the step is tried again");
        }
        return new DatabasePods(
                name,
                null,
                new LabelSelectorBuilder()
                        .withMatchLabels(target.server().pods())
                        .build(),
                pods);
    }

    static DatabasePods of(Cluster cluster, TargetCluster target, StatefulSet set) {
        return new DatabasePods(
                "StatefulSet " + target.namespace() + "/" + target.server().statefulSet(),
                set,
                set.getSpec().getSelector(),
                StatefulSets.pods(cluster, target, set));
    }

    private static boolean stays(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null;
    }

    /** The server's, empty while none is there that stays. */
    Optional<Pod> pod() {
        return all.stream()
                .filter(DatabasePods::stays)
                .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
    }

    /** What the server's pod is made of, also while it is not there but its StatefulSet is. */
    PodSpec spec() {
        return pod().map(Pod::getSpec)
                .or(() -> Optional.ofNullable(set)
                        .map(owner -> owner.getSpec().getTemplate().getSpec()))
                .orElseThrow(() -> new HintedException(
                        "there are no " + name,
                        "is its operator making another one the primary? Correct kubernetes.pods of the target if that"
                                + " never fits; the step is tried again"));
    }

    Container container(TargetCluster target) {
        PodSpec spec = spec();
        return spec.getContainers().stream()
                .filter(each -> each.getName().equals(target.server().container()))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        (set == null ? name : "StatefulSet " + target.server().statefulSet()) + " has no container '"
                                + target.server().container() + "', it has "
                                + spec.getContainers().stream()
                                        .map(Container::getName)
                                        .toList(),
                        "correct kubernetes.container of the target"));
    }

    /** What the server's pod carries, as far as it is known. */
    Map<String, String> labels() {
        Map<String, String> labels = set == null
                ? pod().map(pod -> pod.getMetadata().getLabels()).orElse(selector.getMatchLabels())
                : set.getSpec().getTemplate().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** The operator that manages the server, if there is one. */
    Optional<Operator.Owner> owner() {
        return set == null
                ? pod().flatMap(Operator::of).filter(owner -> !WORKLOADS.contains(owner.kind()))
                : Operator.of(set);
    }

    /** Why the playbook must not stop and start the server, with the operator's own way; empty when it may. */
    public Optional<String> notOurs() {
        String what = set == null
                ? pod().map(pod -> "pod " + pod.getMetadata().getName()).orElse(name)
                : "StatefulSet " + set.getMetadata().getName();
        Optional<String> belongs =
                owner().map(owner -> what + " belongs to " + owner + ", whose operator would start it again at once");
        return belongs.or(() -> set == null
                ? Optional.of(what + " is no StatefulSet that could be stopped and started here")
                : Optional.empty());
    }

    public String ownWay() {
        return owner().map(Operator.Owner::ownWay)
                .orElse("name its StatefulSet as kubernetes.stateful-set, when it has one, in the place of"
                        + " kubernetes.pods");
    }
}
