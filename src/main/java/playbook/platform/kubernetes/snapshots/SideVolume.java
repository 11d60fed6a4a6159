package playbook.platform.kubernetes.snapshots;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import org.jspecify.annotations.Nullable;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/** Volumes made from snapshots: one that goes with its pod, and the side instance's, which stays. */
public final class SideVolume {

    private static final String VOLUME = "snapshot";

    private final Cluster cluster;
    private final VolumeSnapshots snapshots;
    private final SnapshotClaim claims;

    public SideVolume(Cluster cluster) {
        this.cluster = cluster;
        this.snapshots = new VolumeSnapshots(cluster);
        this.claims = new SnapshotClaim(cluster);
    }

    /** Makes what the job's pod will mount; null when it mounts nothing of the kind. */
    @Nullable
    public Volume ready(TargetCluster target, Job job) {
        Job.SnapshotVolume wish = job.volume();
        if (wish == null) {
            return null;
        }
        SideClaim side = new SideClaim(cluster, target, job.target().name());
        switch (wish.use()) {
            case TAKE -> {
                snapshots.create(
                        target.namespace(),
                        wish.snapshot(),
                        target.server().data().claim(),
                        String.valueOf(target.storage().snapshotClass()),
                        Names.labels(job));
                return ofThePod(target, wish.snapshot());
            }
            case LOOK -> {
                return ofThePod(target, wish.snapshot());
            }
            case BEGIN -> {
                side.remove();
                side.begin(job, wish.snapshot());
            }
            case GO_ON -> side.mustBeOf(job, wish.snapshot());
        }
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewPersistentVolumeClaim()
                .withClaimName(side.name())
                .endPersistentVolumeClaim()
                .build();
    }

    /** Kubernetes makes it with the pod, lets the pod wait for it, and removes it with the pod. */
    private Volume ofThePod(TargetCluster target, String snapshot) {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewEphemeral()
                .withNewVolumeClaimTemplate()
                .withSpec(claims.spec(target, snapshot))
                .endVolumeClaimTemplate()
                .endEphemeral()
                .build();
    }
}
