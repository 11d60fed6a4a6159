package playbook.platform.kubernetes.inventory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Inventory;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.server.CutOverCheck;
import playbook.platform.kubernetes.server.DatabasePod;
import playbook.platform.kubernetes.server.DatabasePods;
import playbook.platform.kubernetes.server.ServerInPlace;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;

/** A cluster as the configuration describes it: the rights first, because without them the rest cannot be seen. */
@Component
public class KubernetesInventory implements Inventory {

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final KubernetesFrontPage frontPage;
    private final KubernetesSnapshots snapshots;

    KubernetesInventory(
            ConfiguredTargets targets, Cluster cluster, KubernetesFrontPage frontPage, KubernetesSnapshots snapshots) {
        this.snapshots = snapshots;
        this.targets = targets;
        this.cluster = cluster;
        this.frontPage = frontPage;
    }

    @Override
    public List<Item> look(Target target) {
        TargetCluster is = targets.cluster(target).orElseThrow();
        List<Item> items = new ArrayList<>();
        try {
            items.addAll(new GrantedRights(cluster, target.name(), is).look());
        } catch (HintedException e) {
            // Not even that can be asked: nothing else can.
            return List.of(missing("API server", e));
        }
        items.addAll(tried("database pod", () -> database(ServerInPlace.of(cluster, is))));
        items.addAll(tried("database service", () -> service(is)));
        items.addAll(tried(
                "volume snapshots",
                () -> new SnapshotInventory(cluster, snapshots).look(target, ServerInPlace.of(cluster, is))));
        if (is.server().restored() != null) {
            items.addAll(tried("other server", () -> otherServer(is)));
        }
        if (is.frontPage() != null) {
            items.addAll(tried("front page", () -> frontPage.check(target)));
        }
        return items;
    }

    private List<Item> database(TargetCluster is) {
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
            items.addAll(claims(is, pods));
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

    /** Seen in the database's own pod: to read claims themselves nothing else needs a right. */
    private static List<Item> claims(TargetCluster is, DatabasePods pods) {
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

    private List<Item> otherServer(TargetCluster is) {
        return new CutOverCheck(cluster, is)
                .refused("")
                .map(why -> new Item(
                        "other server",
                        Item.State.WEAK,
                        why,
                        "rows can be recovered; for a recovery of the whole server see docs/kubernetes.md, 'Cut-over by"
                                + " the Service'"))
                .map(List::of)
                .orElseGet(() -> List.of(Item.found(
                        "other server",
                        is.namespace() + "/" + is.exchanged().server().statefulSet() + " rests, and can take the place")));
    }

    private List<Item> service(TargetCluster is) {
        String name = is.namespace() + "/" + is.server().service();
        Service service = cluster.ask(
                "read Service " + name,
                client -> client.services()
                        .inNamespace(is.namespace())
                        .withName(is.server().service())
                        .get());
        return List.of(
                service == null
                        ? new Item(
                                "database service",
                                Item.State.MISSING,
                                "there is no Service " + name,
                                "correct kubernetes.service of the target")
                        : Item.found("database service", name));
    }

    private static List<Item> tried(String what, Supplier<List<Item>> look) {
        try {
            return look.get();
        } catch (HintedException e) {
            return List.of(missing(what, e));
        }
    }

    private static Item missing(String what, HintedException e) {
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        return new Item(
                what,
                Item.State.MISSING,
                lines.get(0),
                Optional.of(lines)
                        .filter(all -> all.size() > 1)
                        .map(all -> all.get(1).replaceFirst("^HINT: ", ""))
                        .orElse(""));
    }
}
