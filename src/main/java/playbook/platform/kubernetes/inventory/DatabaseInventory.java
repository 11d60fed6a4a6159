package playbook.platform.kubernetes.inventory;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Services;
import playbook.platform.kubernetes.server.DatabasePod;
import playbook.platform.kubernetes.server.DatabasePods;

/** Checks the database's pod and Service, and the claims that jobs will mount. */
record DatabaseInventory(Cluster cluster, TargetCluster is) {

    /** Checks the pod, its controller or operator, and the claims that it mounts. */
    List<Item> pod() {
        DatabasePods pods = DatabasePods.of(cluster, is);
        DatabasePod pod = DatabasePod.look(cluster, is);
        List<Item> items = new ArrayList<>();
        String name = pods.name();
        items.add(
                pod.podName() == null
                        ? new Item("database pod", Item.State.MISSING, name + " has no pod", "scale it to 1")
                        : Item.found("database pod", pod.podName() + ", " + pod.image() + ", user " + pod.user()));
        pods.notOurs().ifPresent(why -> items.add(operator(why, pods.ownWay())));
        if (pod.podName() != null) {
            items.addAll(claims(pods));
        }
        return items;
    }

    private static Item operator(String why, String ownWay) {
        return new Item(
                "operator",
                Item.State.WEAK,
                why,
                "rows can be recovered; the whole server goes back by the operator's own way. " + ownWay);
    }

    /**
     * Checks the claims by the database's pod, since the playbook has no other need for a permission to read claims.
     */
    private List<Item> claims(DatabasePods pods) {
        Set<String> mounted = pods.all().stream()
                .map(Pod::getSpec)
                .flatMap(spec -> spec.getVolumes().stream())
                .flatMap(volume -> Stream.ofNullable(volume.getPersistentVolumeClaim()))
                .map(claim -> String.valueOf(claim.getClaimName()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Item> items = new ArrayList<>();
        items.add(
                mounted.contains(is.server().data().claim())
                        ? Item.found("data claim", is.server().data().claim() + " is mounted by the database")
                        : new Item(
                                "data claim",
                                Item.State.MISSING,
                                "the database mounts " + mounted + ", not "
                                        + is.server().data().claim(),
                                "correct kubernetes.data.claim of the target"));
        Stream.of(is.storage().archive().claim(), is.storage().backups().claim())
                .distinct()
                .filter(claim -> !mounted.contains(claim))
                .forEach(claim -> items.add(new Item(
                        "backup claim",
                        Item.State.WEAK,
                        claim + " is not mounted by the database's pod",
                        "the jobs below tell whether it is there; ReadWriteOnce can only be on the database's node")));
        return items;
    }

    List<Item> service() {
        String name = is.namespace() + "/" + is.server().service();
        return List.of(
                Services.find(cluster, is.namespace(), is.server().service()) == null
                        ? new Item(
                                "database service",
                                Item.State.MISSING,
                                "there is no Service " + name,
                                "correct kubernetes.service of the target")
                        : Item.found("database service", name));
    }
}
