package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/** Scratch space that is made with its first job when the configuration gives a size; nobody removes it by itself. */
final class WorkClaim {

    private WorkClaim() {}

    static void ensure(Cluster cluster, TargetCluster target) {
        String size = target.storage().work().size();
        if (size == null) {
            return;
        }
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(target.namespace())
                .withName(target.storage().work().claim())
                .addToLabels(Names.MANAGED_BY, Names.US)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(target.storage().work().storageClass())
                .withNewResources()
                .addToRequests("storage", new Quantity(size))
                .endResources()
                .endSpec()
                .build();
        cluster.tryTo(
                "create PersistentVolumeClaim " + target.namespace() + "/"
                        + target.storage().work().claim(),
                409,
                client -> client.resource(claim).create());
    }
}
