package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/** Where the server's container has the data's claim, and what else lies inside it. */
public final class DataVolume {

    private DataVolume() {}

    /** Its path in the container. A set without a pod tells its claims by the templates from which they were made. */
    static String mount(TargetCluster target, @Nullable StatefulSet set, PodSpec spec, Container container) {
        String claim = target.server().data().claim();
        Set<String> volumes = spec.getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()))
                .map(Volume::getName)
                .collect(Collectors.toSet());
        if (set != null) {
            set.getSpec().getVolumeClaimTemplates().stream()
                    .map(template -> template.getMetadata().getName())
                    .filter(name ->
                            claim.startsWith(name + "-" + target.server().statefulSet() + "-"))
                    .forEach(volumes::add);
        }
        return container.getVolumeMounts().stream()
                .filter(mount -> volumes.contains(mount.getName()))
                .filter(mount ->
                        mount.getSubPath() == null || mount.getSubPath().isEmpty())
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElse(Names.ROOT + "/data");
    }

    /** Volumes that the database sees inside its data directory, each with its place; they are not on the data's claim. */
    public static List<String> mountsBelow(Cluster cluster, TargetCluster target) {
        String data = Names.inside(
                DatabasePod.look(cluster, target).dataMount(),
                target.server().data().path());
        return DatabasePods.of(cluster, target).container(target).getVolumeMounts().stream()
                .filter(mount -> mount.getMountPath().startsWith(data + "/"))
                .map(mount -> mount.getName() + " at " + mount.getMountPath())
                .toList();
    }

    /** The claim on which the server's container has the folder that its PGDATA names. */
    static TargetCluster.Volume ofPgdata(Cluster cluster, TargetCluster target) {
        DatabasePods pods = DatabasePods.of(cluster, target);
        Container container = pods.container(target);
        String folder = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("PGDATA") && variable.getValue() != null)
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "the container '" + target.server().container() + "' of the " + pods.name() + " has no PGDATA",
                        "name the claim of its data directory as kubernetes.data.claim of the target"));
        VolumeMount mount = container.getVolumeMounts().stream()
                .filter(each -> (folder + "/").startsWith(each.getMountPath() + "/"))
                .max(Comparator.comparing(each -> each.getMountPath().length()))
                .orElse(new VolumeMount());
        String claim = pods.spec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()) && volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        folder + ", the PGDATA of the " + pods.name() + ", is on no volume claim",
                        "name the claim of its data directory as kubernetes.data.claim of the target"));
        return new TargetCluster.Volume(
                claim, folder.substring(mount.getMountPath().length()).replaceFirst("^/", ""));
    }
}
