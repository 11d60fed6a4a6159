package playbook.platform.kubernetes.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Inventory;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.server.CutOverCheck;
import playbook.platform.kubernetes.server.ServerInPlace;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;

/** Checks the configured cluster: first the rights, because without them the rest cannot be read. */
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
            // If even the rights cannot be asked for, nothing else can be checked.
            return List.of(missing("API server", e));
        }
        items.addAll(tried("database pod", () -> new DatabaseInventory(cluster, ServerInPlace.of(cluster, is)).pod()));
        items.addAll(tried("database service", () -> new DatabaseInventory(cluster, is).service()));
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
                        is.namespace() + "/" + is.exchanged().server().statefulSet()
                                + " rests, and can take the place")));
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
