package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.VolumeSnapshot;
import playbook.platform.Job;
import playbook.platform.TargetCluster;

/**
 * Volumes made from snapshots: one that goes with its pod, and the side instance's, which stays. The latter has one name
 * for each target, so that the right to delete claims need not reach any other.
 */
final class SideVolume {

    static final String VOLUME = "snapshot";

    private static final Duration GONE = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;
    private final VolumeSnapshots snapshots;

    SideVolume(Cluster cluster) {
        this.cluster = cluster;
        this.snapshots = new VolumeSnapshots(cluster);
    }

    /** Makes what the job's pod will mount; null when it mounts nothing of the kind. */
    @Nullable
    Volume ready(TargetCluster target, Job job) {
        Job.SnapshotVolume wish = job.volume();
        if (wish == null) {
            return null;
        }
        String claim = Names.sideClaim(job.target().name());
        switch (wish.use()) {
            case TAKE -> {
                snapshots.create(
                        target.namespace(),
                        wish.snapshot(),
                        target.data().claim(),
                        String.valueOf(target.snapshotClass()),
                        Names.labels(job));
                return ofThePod(target, wish.snapshot());
            }
            case LOOK -> {
                return ofThePod(target, wish.snapshot());
            }
            case BEGIN -> {
                remove(target, claim);
                begin(target, claim, job, wish.snapshot());
            }
            case GO_ON -> mustBeOf(target, claim, job, wish.snapshot());
        }
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .build();
    }

    /** Only this incident's. */
    void removeOf(TargetCluster target, String claim, String incident) {
        PersistentVolumeClaim there = claim(target, claim);
        if (there != null && incident.equals(there.getMetadata().getLabels().get(Names.INCIDENT))) {
            remove(target, claim);
        }
    }

    /** Kubernetes makes it with the pod, lets the pod wait for it, and removes it with the pod. */
    private Volume ofThePod(TargetCluster target, String snapshot) {
        return new VolumeBuilder()
                .withName(VOLUME)
                .withNewEphemeral()
                .withNewVolumeClaimTemplate()
                .withSpec(spec(target, snapshot))
                .endVolumeClaimTemplate()
                .endEphemeral()
                .build();
    }

    private void begin(TargetCluster target, String name, Job job, String snapshot) {
        PersistentVolumeClaim wish = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(target.namespace())
                .withName(name)
                .withLabels(Map.of(
                        Names.MANAGED_BY,
                        Names.US,
                        Names.TARGET,
                        job.target().name(),
                        Names.INCIDENT,
                        job.environment().getOrDefault("PLAYBOOK_INCIDENT", ""),
                        Names.SNAPSHOT,
                        snapshot))
                .endMetadata()
                .withSpec(spec(target, snapshot))
                .build();
        cluster.ask(
                "create PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.resource(wish).create());
    }

    /** Class and size of the data's claim; a grown snapshot asks for more. */
    private PersistentVolumeClaimSpec spec(TargetCluster target, String snapshot) {
        PersistentVolumeClaim data = claim(target, target.data().claim());
        if (data == null) {
            throw new HintedException(
                    "there is no PersistentVolumeClaim " + target.namespace() + "/"
                            + target.data().claim(),
                    "correct kubernetes.data.claim of the target");
        }
        Quantity size = data.getStatus() != null
                        && data.getStatus().getCapacity() != null
                        && data.getStatus().getCapacity().containsKey("storage")
                ? data.getStatus().getCapacity().get("storage")
                : data.getSpec().getResources().getRequests().get("storage");
        long least = snapshots
                .find(target.namespace(), snapshot)
                .map(VolumeSnapshot::bytes)
                .orElse(-1L);
        if (size == null || Quantity.getAmountInBytes(size).compareTo(BigDecimal.valueOf(least)) < 0) {
            size = new Quantity(Long.toString(least));
        }
        return new PersistentVolumeClaimSpecBuilder()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(data.getSpec().getStorageClassName())
                .withNewResources()
                .addToRequests("storage", size)
                .endResources()
                .withNewDataSource()
                .withApiGroup(VolumeSnapshots.GROUP)
                .withKind("VolumeSnapshot")
                .withName(snapshot)
                .endDataSource()
                .build();
    }

    private void mustBeOf(TargetCluster target, String name, Job job, String snapshot) {
        PersistentVolumeClaim there = claim(target, name);
        Map<String, String> labels =
                there == null ? Map.of() : there.getMetadata().getLabels();
        String incident = job.environment().getOrDefault("PLAYBOOK_INCIDENT", "");
        if (!snapshot.equals(labels.get(Names.SNAPSHOT)) || !incident.equals(labels.get(Names.INCIDENT))) {
            throw new HintedException(
                    "PersistentVolumeClaim " + target.namespace() + "/" + name + " is "
                            + (there == null
                                    ? "gone"
                                    : "of " + labels.get(Names.INCIDENT) + " and snapshot "
                                            + labels.get(Names.SNAPSHOT))
                            + ", the side instance of " + incident + " was made from snapshot " + snapshot,
                    "choose another strategy, or the same one again: then it is made anew");
        }
    }

    /** Returns when it is gone: a pod that still uses it keeps it. */
    private void remove(TargetCluster target, String name) {
        if (claim(target, name) == null) {
            return;
        }
        cluster.ask(
                "delete PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.persistentVolumeClaims()
                        .inNamespace(target.namespace())
                        .withName(name)
                        .delete());
        if (!Await.until(gone -> gone, GONE, LOOK_AGAIN, () -> claim(target, name) == null)) {
            throw new HintedException(
                    "PersistentVolumeClaim " + target.namespace() + "/" + name + " is still there " + GONE.toSeconds()
                            + " s after it was deleted",
                    "kubectl describe it: 'Used By' names the pod that keeps it. Then try again");
        }
    }

    private @Nullable PersistentVolumeClaim claim(TargetCluster target, String name) {
        return cluster.ask(
                "read PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.persistentVolumeClaims()
                        .inNamespace(target.namespace())
                        .withName(name)
                        .get());
    }
}
