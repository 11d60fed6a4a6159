package playbook.platform.kubernetes.snapshots;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Snapshots;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.server.DataVolume;
import playbook.platform.kubernetes.server.ServerInPlace;

/** VolumeSnapshots in the database's namespace, where the configuration names a class for them. */
@Component
public class KubernetesSnapshots implements Snapshots {

    private final ConfiguredTargets targets;
    private final VolumeSnapshots snapshots;
    private final Cluster cluster;

    public KubernetesSnapshots(ConfiguredTargets targets, Cluster cluster) {
        this.targets = targets;
        this.cluster = cluster;
        this.snapshots = new VolumeSnapshots(cluster);
    }

    @Override
    public boolean wanted(Target target) {
        return cluster(target).storage().snapshotClass() != null;
    }

    @Override
    public Optional<String> whyNot(Target target) {
        TargetCluster is = cluster(target);
        if (!wanted(target)) {
            return Optional.of("kubernetes.snapshot-class of the target names no class");
        }
        try {
            Optional<String> elsewhere = elsewhere(is);
            if (elsewhere.isEmpty()) {
                snapshots.of(is.namespace(), is.server().data().claim());
            }
            return elsewhere;
        } catch (HintedException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** What of the server's files is on other storage than the data's claim, as far as its pod tells. */
    private Optional<String> elsewhere(TargetCluster is) {
        List<String> below = DataVolume.mountsBelow(cluster, is);
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of("the database's pod mounts other volumes inside its data directory: "
                        + String.join(", ", below) + "; a snapshot of "
                        + is.server().data().claim()
                        + " alone would not fit them");
    }

    @Override
    public Optional<VolumeSnapshot> find(Target target, String name) {
        return snapshots.find(cluster(target).namespace(), name);
    }

    @Override
    public List<VolumeSnapshot> list(Target target) {
        TargetCluster is = cluster(target);
        return wanted(target) ? snapshots.of(is.namespace(), is.server().data().claim()) : List.of();
    }

    @Override
    public void removeSideVolume(Target target, String incidentKey) {
        TargetCluster is = cluster(target);
        if (wanted(target)) {
            new SideClaim(cluster, is, target.name()).removeOf(incidentKey);
        }
    }

    private TargetCluster cluster(Target target) {
        return ServerInPlace.of(cluster, targets.cluster(target).orElseThrow());
    }
}
