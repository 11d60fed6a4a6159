package playbook.platform.kubernetes.snapshots;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.time.Duration;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/**
 * The claim of a target's side instance. It has one name for each target, so that the right to delete claims need not reach
 * any other.
 */
final class SideClaim {

    private static final Duration GONE = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;
    private final TargetCluster target;
    private final String name;
    private final SnapshotClaim claims;

    /** @param targetName of the target in the configuration */
    SideClaim(Cluster cluster, TargetCluster target, String targetName) {
        this.cluster = cluster;
        this.target = target;
        this.name = Names.sideClaim(targetName);
        this.claims = new SnapshotClaim(cluster);
    }

    String name() {
        return name;
    }

    void begin(Job job, String snapshot) {
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
                .withSpec(claims.spec(target, snapshot))
                .build();
        cluster.ask(
                "create PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.resource(wish).create());
    }

    void mustBeOf(Job job, String snapshot) {
        PersistentVolumeClaim there = claims.find(target, name);
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
    void remove() {
        if (claims.find(target, name) == null) {
            return;
        }
        cluster.ask(
                "delete PersistentVolumeClaim " + target.namespace() + "/" + name,
                client -> client.persistentVolumeClaims()
                        .inNamespace(target.namespace())
                        .withName(name)
                        .delete());
        if (!Await.until(gone -> gone, GONE, LOOK_AGAIN, () -> claims.find(target, name) == null)) {
            throw new HintedException(
                    "PersistentVolumeClaim " + target.namespace() + "/" + name + " is still there " + GONE.toSeconds()
                            + " s after it was deleted",
                    "kubectl describe it: 'Used By' names the pod that keeps it. Then try again");
        }
    }

    /** Only this incident's. */
    void removeOf(String incident) {
        PersistentVolumeClaim there = claims.find(target, name);
        if (there != null && incident.equals(there.getMetadata().getLabels().get(Names.INCIDENT))) {
            remove();
        }
    }
}
