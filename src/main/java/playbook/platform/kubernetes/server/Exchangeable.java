package playbook.platform.kubernetes.server;

import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** Checks whether recovered data can replace a server's: no operator manages it, and its claim holds all its data. */
final class Exchangeable {

    private final Cluster cluster;
    private final TargetCluster configured;

    Exchangeable(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
    }

    /** In words, with what to do instead where an operator rules it; empty when it could. */
    Optional<String> whyNot(String incidentKey) {
        try {
            return operatorsWay(configured)
                    .or(() -> twoServers() ? operatorsWay(configured.exchanged()) : Optional.empty())
                    .or(() -> new CutOverCheck(cluster, configured).refused(incidentKey))
                    .or(() -> elsewhere(twoServers() ? configured.exchanged() : configured));
        } catch (HintedException e) {
            return Optional.of(missing(e));
        }
    }

    private boolean twoServers() {
        return configured.server().restored() != null;
    }

    private Optional<String> operatorsWay(TargetCluster is) {
        DatabasePods pods = DatabasePods.of(cluster, is);
        return pods.notOurs()
                .map(why -> why + (pods.owner().isEmpty() ? ": " : ". The operator's own way: ") + pods.ownWay() + ".");
    }

    /** What is exchanged is the data's claim; another volume would hide, or keep, a part of what it was. */
    private Optional<String> elsewhere(TargetCluster is) {
        List<String> below = DataVolume.mountsBelow(cluster, is);
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of("the pods of " + is.server().statefulSet()
                        + " mount other volumes inside their data directory: " + String.join(", ", below)
                        + "; only the claim " + is.server().data().claim() + " would be exchanged");
    }

    /** What is not there forbids the exchange and nothing else; an API server that failed is asked again. */
    private static String missing(HintedException e) {
        if (e.getCause() != null) {
            throw e;
        }
        return String.valueOf(e.getMessage()).replace("\nHINT: ", ": ");
    }
}
