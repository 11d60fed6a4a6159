package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;

/**
 * What jobs take over from the database's pod, as it is now.
 *
 * @param image by digest when the pod runs and its node knows one, else as the StatefulSet names it
 * @param user number of the user that owns the data directory
 * @param volumesGroup that its volumes were given to when they were mounted, null when they were left as they are: then
 *     jobs leave them so too, because a changed group of the data directory keeps a server from starting
 * @param podName null while no pod is there
 */
record DatabasePod(
        String image,
        long user,
        @Nullable Long volumesGroup,
        @Nullable String podName,
        List<LocalObjectReference> pullSecrets) {

    private static final long POSTGRES_IN_DEBIAN = 999;

    static DatabasePod look(Cluster cluster, TargetCluster target) {
        StatefulSet set = set(cluster, target);
        Optional<Pod> pod = all(cluster, target, set).stream()
                .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
                .min(Comparator.comparing(each -> each.getMetadata().getName()));
        PodSpec spec = pod.map(Pod::getSpec)
                .orElseGet(() -> set.getSpec().getTemplate().getSpec());
        Container container = spec.getContainers().stream()
                .filter(each -> each.getName().equals(target.container()))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "StatefulSet " + target.statefulSet() + " has no container '" + target.container()
                                + "', it has "
                                + spec.getContainers().stream()
                                        .map(Container::getName)
                                        .toList(),
                        "correct kubernetes.container of the target"));
        return new DatabasePod(
                pod.flatMap(running -> digest(running, target.container())).orElse(container.getImage()),
                user(target, spec, container),
                spec.getSecurityContext() == null
                        ? null
                        : spec.getSecurityContext().getFsGroup(),
                pod.map(running -> running.getMetadata().getName()).orElse(null),
                List.copyOf(spec.getImagePullSecrets()));
    }

    static StatefulSet set(Cluster cluster, TargetCluster target) {
        StatefulSet set = cluster.ask(
                "read StatefulSet " + target.namespace() + "/" + target.statefulSet(),
                client -> client.apps()
                        .statefulSets()
                        .inNamespace(target.namespace())
                        .withName(target.statefulSet())
                        .get());
        if (set == null) {
            throw new HintedException(
                    "there is no StatefulSet " + target.statefulSet() + " in namespace " + target.namespace(),
                    "correct kubernetes.namespace or kubernetes.stateful-set of the target");
        }
        return set;
    }

    /** Also those on their way out. */
    static List<Pod> all(Cluster cluster, TargetCluster target, StatefulSet set) {
        Map<String, String> selector = set.getSpec().getSelector().getMatchLabels();
        return cluster
                .ask(
                        "list the pods of StatefulSet " + target.statefulSet(),
                        client -> client.pods()
                                .inNamespace(target.namespace())
                                .withLabels(selector)
                                .list())
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getKind().equals("StatefulSet")
                                && owner.getName().equals(target.statefulSet())))
                .toList();
    }

    /** {@code docker-pullable://} is what old runtimes write before it; a bare digest cannot be pulled. */
    private static Optional<String> digest(Pod pod, String container) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> status.getName().equals(container))
                .map(ContainerStatus::getImageID)
                .filter(id -> id != null && id.contains("@sha256:"))
                .map(id -> id.replaceFirst("^[a-z-]+://", ""))
                .findFirst();
    }

    private static long user(TargetCluster target, PodSpec spec, Container container) {
        if (target.runAsUser() != null) {
            return target.runAsUser();
        }
        if (container.getSecurityContext() != null
                && container.getSecurityContext().getRunAsUser() != null) {
            return container.getSecurityContext().getRunAsUser();
        }
        if (spec.getSecurityContext() != null && spec.getSecurityContext().getRunAsUser() != null) {
            return spec.getSecurityContext().getRunAsUser();
        }
        return POSTGRES_IN_DEBIAN;
    }
}
