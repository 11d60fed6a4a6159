package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/**
 * The properties of the database's present pod that jobs copy.
 *
 * @param image by digest when the pod runs and its node knows one, else as the StatefulSet names it
 * @param user number of the user that owns the data directory
 * @param volumesGroup that its volumes were given to when they were mounted, null when they were left as they are: then
 *     jobs leave them so too, because a changed group of the data directory keeps a server from starting
 * @param dataMount where its container sees the data's claim: jobs see it there too, because the server's own name of
 *     its data directory is compared with ours
 * @param podName null while no pod is there
 * @param labels by which its node is found; empty while no pod is there
 * @param others claims that it mounts besides, where a link in its data directory may lead to
 */
public record DatabasePod(
        String image,
        long user,
        @Nullable Long volumesGroup,
        String dataMount,
        @Nullable String podName,
        Map<String, String> labels,
        List<Mounted> others,
        List<LocalObjectReference> pullSecrets) {

    /** @param folder inside the claim, empty for its top */
    public record Mounted(String claim, String path, String folder) {}

    private static final long POSTGRES_IN_DEBIAN = 999;
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";

    public static DatabasePod look(Cluster cluster, TargetCluster target) {
        DatabasePods pods = DatabasePods.of(cluster, target);
        PodSpec spec = pods.spec();
        Container container = pods.container(target);
        return new DatabasePod(
                pods.pod()
                        .flatMap(running -> digest(running, target.server().container()))
                        .orElse(container.getImage()),
                user(target, spec, container),
                spec.getSecurityContext() == null
                        ? null
                        : spec.getSecurityContext().getFsGroup(),
                DataVolume.mount(target, pods.set(), spec, container),
                pods.pod().map(running -> running.getMetadata().getName()).orElse(null),
                pods.pod()
                        .map(running -> pods.set() == null
                                ? target.server().pods()
                                : Map.of(POD_NAME, running.getMetadata().getName()))
                        .orElse(Map.of()),
                others(target, spec, container),
                List.copyOf(spec.getImagePullSecrets()));
    }

    private static List<Mounted> others(TargetCluster target, PodSpec spec, Container container) {
        List<Mounted> others = new ArrayList<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            spec.getVolumes().stream()
                    .filter(volume -> volume.getName().equals(mount.getName()))
                    .filter(volume -> volume.getPersistentVolumeClaim() != null)
                    .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                    .filter(claim -> !claim.equals(target.server().data().claim()))
                    .map(claim -> new Mounted(
                            claim, mount.getMountPath(), mount.getSubPath() == null ? "" : mount.getSubPath()))
                    .forEach(others::add);
        }
        return List.copyOf(others);
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
        if (target.jobs().runAsUser() != null) {
            return target.jobs().runAsUser();
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
