package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.Until;

/** Which of two StatefulSets is the target's server: the one that the database's Service leads to. */
public final class ServerInPlace {

    private static final String HINT =
            "look at its EndpointSlices, and at the labels of the pods; the step is tried again";

    private final Cluster cluster;
    private final TargetCluster configured;
    private final DatabaseService service;

    ServerInPlace(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
        this.service = new DatabaseService(cluster, configured);
    }

    /**
     * The target as it is now: where the Service was switched, its server and data are the other ones; an operator's primary
     * of now has its own claim.
     */
    public static TargetCluster of(Cluster cluster, TargetCluster configured) {
        if (configured.server().data().claim().isEmpty()) {
            return configured.withData(DataVolume.ofPgdata(cluster, configured));
        }
        return configured.server().restored() != null && new ServerInPlace(cluster, configured).exchanged()
                ? configured.exchanged()
                : configured;
    }

    /** The server that is in place, and the other one where there is one. */
    static List<DatabasePods> both(Cluster cluster, TargetCluster configured) {
        TargetCluster is = of(cluster, configured);
        List<DatabasePods> both = new ArrayList<>(List.of(DatabasePods.of(cluster, is)));
        if (is.server().restored() != null) {
            StatefulSets.find(cluster, is.exchanged())
                    .map(other -> DatabasePods.of(cluster, is.exchanged(), other))
                    .ifPresent(both::add);
        }
        return both;
    }

    /** Whether the Service was switched to the other server, which need not exist before that. */
    boolean exchanged() {
        Map<String, String> now = service.read().getSpec().getSelector();
        boolean configuredOne = StatefulSets.find(cluster, configured)
                .map(set -> StatefulSets.podLabels(set).entrySet().containsAll(now.entrySet()))
                .orElse(false);
        return !configuredOne && now.equals(StatefulSets.selector(cluster, configured.exchanged()));
    }

    /** Two servers of one cluster that run at once archive into one another and take each other's sessions. */
    void mustBeAlone() {
        if (configured.server().restored() == null) {
            return;
        }
        TargetCluster other = exchanged() ? configured : configured.exchanged();
        Optional<StatefulSet> there = StatefulSets.find(cluster, other);
        if (there.isEmpty()) {
            return;
        }
        StatefulSet set = there.get();
        Integer replicas = set.getSpec().getReplicas();
        Set<String> pods = DatabasePods.of(cluster, other, set).all().stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
        if (!pods.isEmpty() || replicas == null || replicas > 0) {
            throw new HintedException(
                    "the other server, StatefulSet " + other.namespace() + "/"
                            + other.server().statefulSet() + ", is scaled to " + (replicas == null ? 1 : replicas)
                            + " and has the pods " + pods,
                    "look who started it, and scale it to 0; the step is tried again");
        }
    }

    /** Asked of the endpoints, not of the selector. */
    void mustBeLedTo() {
        if (configured.server().restored() == null) {
            return;
        }
        TargetCluster is = of(cluster, configured);
        Until.noTrouble(
                () -> {
                    Endpoints endpoints =
                            Endpoints.of(cluster, is.namespace(), is.server().service());
                    Set<String> pods = DatabasePods.of(cluster, is).all().stream()
                            .map(Pod::getStatus)
                            .filter(status -> status != null && status.getPodIP() != null)
                            .map(status -> status.getPodIP())
                            .collect(Collectors.toSet());
                    boolean led = !endpoints.ready().isEmpty() && pods.containsAll(endpoints.all());
                    return led
                            ? Optional.empty()
                            : Optional.of(
                                    service.name() + " leads to " + endpoints.all() + " (ready: " + endpoints.ready()
                                            + "), the pods of " + is.server().statefulSet() + " are " + pods);
                },
                HINT);
    }
}
