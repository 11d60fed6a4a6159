package playbook.platform.kubernetes.snapshots;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.incident.VolumeSnapshot;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** Claims from which volumes with the content of a snapshot are made. */
final class SnapshotClaim {

    private final Cluster cluster;
    private final VolumeSnapshots snapshots;

    SnapshotClaim(Cluster cluster) {
        this.cluster = cluster;
        this.snapshots = new VolumeSnapshots(cluster);
    }

    /** Class and size of the data's claim; a grown snapshot asks for more. */
    PersistentVolumeClaimSpec spec(TargetCluster target, String snapshot) {
        PersistentVolumeClaim data = find(target, target.server().data().claim());
        if (data == null) {
            throw new HintedException(
                    "there is no PersistentVolumeClaim " + target.namespace() + "/"
                            + target.server().data().claim(),
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

    @Nullable
    PersistentVolumeClaim find(TargetCluster target, String name) {
        return cluster.ask(
                "read PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.persistentVolumeClaims()
                        .inNamespace(target.namespace())
                        .withName(name)
                        .get());
    }
}
