package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.KeptFront;

/** Checks, before anything is changed, whether the other server can replace the one to which the Service routes. */
public final class CutOverCheck {

    private final Cluster cluster;
    private final TargetCluster configured;
    private final DatabaseService database;

    public CutOverCheck(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
        this.database = new DatabaseService(cluster, configured);
    }

    /** Why it cannot, in words; empty when it can. */
    public Optional<String> refused(String incident) {
        if (configured.server().restored() == null) {
            return Optional.empty();
        }
        Service service = database.read();
        String name = database.name();
        String ledFor = DatabaseService.ledFor(service);
        if (ledFor.isEmpty() ? new ServerInPlace(cluster, configured).exchanged() : !ledFor.equals(incident)) {
            return Optional.of(
                    name + " leads to " + configured.exchanged().server().statefulSet()
                            + " already" + (ledFor.isEmpty() ? "" : ", since " + ledFor)
                            + ": name that one as kubernetes.stateful-set, with its claim, and another one as"
                            + " kubernetes.restored, and take the annotations " + DatabaseService.INCIDENT + " and "
                            + KeptFront.KEPT + " from the Service");
        }
        StatefulSet other = StatefulSets.of(cluster, configured.exchanged());
        if (!mounts(other)) {
            return Optional.of("StatefulSet " + configured.namespace() + "/"
                    + other.getMetadata().getName() + " does not mount "
                    + configured.exchanged().server().data().claim());
        }
        if (!ledFor.isEmpty()) {
            return Optional.empty();
        }
        return both(name, service.getSpec().getSelector(), other)
                .or(() -> both(
                        name,
                        StatefulSets.selector(cluster, configured.exchanged()),
                        StatefulSets.of(cluster, configured)))
                .or(() -> runs(other));
    }

    private static Optional<String> both(String service, Map<String, String> selector, StatefulSet wrong) {
        Map<String, String> pods = StatefulSets.podLabels(wrong);
        return pods.entrySet().containsAll(selector.entrySet())
                ? Optional.of(service + " would lead to pods of both servers: with the selector "
                        + new TreeMap<>(selector) + " it means those of "
                        + wrong.getMetadata().getName() + " too, which have " + new TreeMap<>(pods))
                : Optional.empty();
    }

    private Optional<String> runs(StatefulSet other) {
        return DatabasePods.of(cluster, configured.exchanged(), other).all().isEmpty()
                ? Optional.empty()
                : Optional.of("StatefulSet " + configured.namespace() + "/"
                        + other.getMetadata().getName() + " has a pod: scale it to 0");
    }

    /** By name, or made from a template. */
    private boolean mounts(StatefulSet set) {
        String claim = configured.exchanged().server().data().claim();
        return set.getSpec().getVolumeClaimTemplates().stream()
                        .anyMatch(template -> claim.equals(template.getMetadata()
                                        .getName() + "-" + set.getMetadata().getName() + "-0"))
                || set.getSpec().getTemplate().getSpec().getVolumes().stream()
                        .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                                && claim.equals(
                                        volume.getPersistentVolumeClaim().getClaimName()));
    }
}
