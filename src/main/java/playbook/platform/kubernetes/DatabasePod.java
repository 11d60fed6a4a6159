package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param dataMount where its container sees the data's claim: jobs see it there too, because the server's own name of its
 *     data directory is compared with ours
 * @param podName null while no pod is there
 */
record DatabasePod(
        String image,
        long user,
        @Nullable Long volumesGroup,
        String dataMount,
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
                dataMount(target, set, spec, container),
                pod.map(running -> running.getMetadata().getName()).orElse(null),
                List.copyOf(spec.getImagePullSecrets()));
    }

    /** A set without a pod tells its claims by the templates from which they were made. */
    private static String dataMount(TargetCluster target, StatefulSet set, PodSpec spec, Container container) {
        String claim = target.data().claim();
        Set<String> volumes = spec.getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()))
                .map(Volume::getName)
                .collect(Collectors.toSet());
        set.getSpec().getVolumeClaimTemplates().stream()
                .map(template -> template.getMetadata().getName())
                .filter(name -> claim.startsWith(name + "-" + target.statefulSet() + "-"))
                .forEach(volumes::add);
        return container.getVolumeMounts().stream()
                .filter(mount -> volumes.contains(mount.getName()))
                .filter(mount ->
                        mount.getSubPath() == null || mount.getSubPath().isEmpty())
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElse(Names.ROOT + "/data");
    }

    /** Volumes that the database sees inside its data directory, each with its place; they are not on the data's claim. */
    static List<String> mountsBelowData(Cluster cluster, TargetCluster target) {
        StatefulSet set = set(cluster, target);
        String data =
                Names.inside(look(cluster, target).dataMount(), target.data().path());
        return set.getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(target.container()))
                .flatMap(each -> each.getVolumeMounts().stream())
                .filter(mount -> mount.getMountPath().startsWith(data + "/"))
                .map(mount -> mount.getName() + " at " + mount.getMountPath())
                .toList();
    }

    static StatefulSet set(Cluster cluster, TargetCluster target) {
        return find(cluster, target)
                .orElseThrow(() -> new HintedException(
                        "there is no StatefulSet " + target.statefulSet() + " in namespace " + target.namespace(),
                        "correct kubernetes.namespace or kubernetes.stateful-set of the target"));
    }

    static Optional<StatefulSet> find(Cluster cluster, TargetCluster target) {
        return Optional.ofNullable(cluster.ask(
                "read StatefulSet " + target.namespace() + "/" + target.statefulSet(),
                client -> client.apps()
                        .statefulSets()
                        .inNamespace(target.namespace())
                        .withName(target.statefulSet())
                        .get()));
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
