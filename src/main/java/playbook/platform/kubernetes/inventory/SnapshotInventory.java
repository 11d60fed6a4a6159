package playbook.platform.kubernetes.inventory;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;
import playbook.platform.kubernetes.snapshots.VolumeSnapshots;

/**
 * Checks whether snapshots of the data volume will be used, with which class, or why not. Classes are cluster-wide
 * objects: without the permission to read them, the result is "unknown" and not an error.
 */
final class SnapshotInventory {

    private static final String WHAT = "volume snapshots";
    /** Written by Kubernetes itself onto each claim that a driver provisioned; older releases call it beta. */
    private static final List<String> DRIVER =
            List.of("volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner");

    private final Cluster cluster;
    private final KubernetesSnapshots snapshots;

    SnapshotInventory(Cluster cluster, KubernetesSnapshots snapshots) {
        this.cluster = cluster;
        this.snapshots = snapshots;
    }

    List<Item> look(Target target, TargetCluster is) {
        String snapshotClass = is.storage().snapshotClass();
        if (snapshotClass == null) {
            return List.of(
                    new Item(
                            WHAT,
                            Item.State.WEAK,
                            "not used: no kubernetes.snapshot-class is given, so copies are made file by file",
                            "kubectl get volumesnapshotclass names what there is; one of the data claim's driver takes seconds"));
        }
        Optional<String> whyNot = snapshots.whyNot(target);
        if (whyNot.isPresent()) {
            return List.of(new Item(
                    WHAT,
                    Item.State.WEAK,
                    "not used: " + whyNot.get(),
                    "it works without them, file by file; docs/kubernetes.md tells when a snapshot is enough"));
        }
        List<Item> items = new ArrayList<>(List.of(ofClass(is, snapshotClass)));
        List<VolumeSnapshot> ready =
                snapshots.list(target).stream().filter(VolumeSnapshot::ready).toList();
        items.add(Item.found(
                "bases in snapshots",
                ready.isEmpty()
                        ? "none of " + is.server().data().claim()
                                + " is ready; base backups are taken from their folder"
                        : ready.size() + " of " + is.server().data().claim() + ", newest "
                                + ready.get(0).name() + " of " + ready.get(0).createdAt()));
        return items;
    }

    private Item ofClass(TargetCluster is, String name) {
        GenericKubernetesResource found;
        try {
            found = cluster.ask(
                    "read VolumeSnapshotClass " + name,
                    client -> client.genericKubernetesResources(VolumeSnapshots.CLASS)
                            .withName(name)
                            .get());
        } catch (HintedException refused) {
            return Item.found(
                    WHAT,
                    "by class " + name + "; whether it fits is not known: no right on the whole cluster is asked for");
        }
        if (found == null) {
            return new Item(
                    WHAT,
                    Item.State.MISSING,
                    "there is no VolumeSnapshotClass " + name,
                    "correct kubernetes.snapshot-class of the target: kubectl get volumesnapshotclass");
        }
        String driver = VolumeSnapshots.text(found, "driver");
        String claims = driverOf(is);
        if (claims != null && !claims.equals(driver)) {
            return new Item(
                    WHAT,
                    Item.State.MISSING,
                    "class " + name + " is of driver " + driver + ", "
                            + is.server().data().claim() + " of " + claims,
                    "name a class of that driver, or none");
        }
        return Item.found(
                WHAT,
                "by class " + name + ", driver " + driver + ", deletionPolicy "
                        + VolumeSnapshots.text(found, "deletionPolicy"));
    }

    private @Nullable String driverOf(TargetCluster is) {
        PersistentVolumeClaim claim = cluster.ask(
                "read PersistentVolumeClaim " + is.namespace() + "/"
                        + is.server().data().claim(),
                client -> client.persistentVolumeClaims()
                        .inNamespace(is.namespace())
                        .withName(is.server().data().claim())
                        .get());
        if (claim == null || claim.getMetadata().getAnnotations() == null) {
            return null;
        }
        return DRIVER.stream()
                .map(claim.getMetadata().getAnnotations()::get)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
