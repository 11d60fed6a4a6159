package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;

/**
 * Which of two StatefulSets is the target's server: the one that the database's Service leads to. The Service alone tells
 * it, with what it said before and for which incident it was switched as annotations.
 */
final class ServerInPlace {

    private static final String INCIDENT = Names.US + "/led-for";
    private static final String HINT =
            "look at its EndpointSlices, and at the labels of the pods; the step is tried again";

    private final Cluster cluster;
    private final TargetCluster configured;
    private final String name;

    ServerInPlace(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
        this.name = "Service " + configured.namespace() + "/" + configured.service();
    }

    /** The target as it is now: where the Service was switched, its server and data are the other ones. */
    static TargetCluster of(Cluster cluster, TargetCluster configured) {
        return configured.restored() != null && new ServerInPlace(cluster, configured).exchanged()
                ? configured.exchanged()
                : configured;
    }

    private boolean exchanged() {
        return service().getSpec().getSelector().equals(labels(configured.exchanged()));
    }

    /** In words, and before anything is changed. */
    Optional<String> cannotExchange(String incident) {
        if (configured.restored() == null) {
            return Optional.empty();
        }
        Service service = service();
        String ledFor = annotation(service, INCIDENT);
        if (ledFor.isEmpty() ? exchanged() : !ledFor.equals(incident)) {
            return Optional.of(name + " leads to " + configured.exchanged().statefulSet()
                    + " already" + (ledFor.isEmpty() ? "" : ", since " + ledFor)
                    + ": name that one as kubernetes.stateful-set, with its claim, and another one as"
                    + " kubernetes.restored, and take the annotations " + INCIDENT + " and " + KeptFront.KEPT
                    + " from the Service");
        }
        StatefulSet other = DatabasePod.set(cluster, configured.exchanged());
        Map<String, String> pods = other.getSpec().getTemplate().getMetadata().getLabels();
        Map<String, String> now = service.getSpec().getSelector();
        if (ledFor.isEmpty() && pods.entrySet().containsAll(now.entrySet())) {
            return Optional.of(name + " would lead to pods of both servers: it selects " + new TreeMap<>(now)
                    + ", and those of " + other.getMetadata().getName() + " have " + new TreeMap<>(pods));
        }
        if (!mounts(other)) {
            return Optional.of("StatefulSet " + configured.namespace() + "/"
                    + other.getMetadata().getName() + " does not mount "
                    + configured.exchanged().data().claim());
        }
        return ledFor.isEmpty()
                        && !DatabasePod.all(cluster, configured.exchanged(), other)
                                .isEmpty()
                ? Optional.of("StatefulSet " + configured.namespace() + "/"
                        + other.getMetadata().getName() + " has a pod: scale it to 0")
                : Optional.empty();
    }

    /** By name, or made from a template. */
    private boolean mounts(StatefulSet set) {
        String claim = configured.exchanged().data().claim();
        return set.getSpec().getVolumeClaimTemplates().stream()
                        .anyMatch(template -> claim.equals(template.getMetadata()
                                        .getName() + "-" + set.getMetadata().getName() + "-0"))
                || set.getSpec().getTemplate().getSpec().getVolumes().stream()
                        .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                                && claim.equals(
                                        volume.getPersistentVolumeClaim().getClaimName()));
    }

    /** Both servers are stopped; who is not meant is not overwritten. */
    void lead(String incident, boolean recovered) {
        if (configured.restored() == null) {
            return;
        }
        Map<String, String> other = labels(configured.exchanged());
        Edit.of(cluster, "switch " + name, this::service, service -> {
            Optional<Service> kept = KeptFront.kept(service, Service.class);
            String ledFor = annotation(service, INCIDENT);
            if (!ledFor.isEmpty() && !ledFor.equals(incident)) {
                throw new HintedException(
                        name + " was switched for " + ledFor + ", not for " + incident,
                        "somebody works on the same server: agree who does; nothing was changed");
            }
            if (recovered && ledFor.isEmpty()) {
                KeptFront.keep(service);
                service.getMetadata().getAnnotations().put(INCIDENT, incident);
                service.getSpec().setSelector(other);
            } else if (!recovered && kept.isPresent()) {
                mustBe(service, other);
                service.getSpec().setSelector(kept.get().getSpec().getSelector());
                KeptFront.forget(service);
                service.getMetadata().getAnnotations().remove(INCIDENT);
            } else if (recovered) {
                mustBe(service, other);
            }
        });
    }

    private void mustBe(Service service, Map<String, String> wanted) {
        if (!service.getSpec().getSelector().equals(wanted)) {
            throw new HintedException(
                    name + " leads to " + new TreeMap<>(service.getSpec().getSelector()) + ", and was switched to "
                            + wanted + ": somebody changed it meanwhile",
                    "set the selector to what it should be by hand, then try again");
        }
    }

    /** Two servers of one cluster that run at once archive into one another and take each other's sessions. */
    void mustBeAlone() {
        if (configured.restored() == null) {
            return;
        }
        TargetCluster other = exchanged() ? configured : configured.exchanged();
        StatefulSet set = DatabasePod.set(cluster, other);
        Integer replicas = set.getSpec().getReplicas();
        Set<String> pods = DatabasePod.all(cluster, other, set).stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
        if (!pods.isEmpty() || replicas == null || replicas > 0) {
            throw new HintedException(
                    "the other server, StatefulSet " + other.namespace() + "/" + other.statefulSet() + ", is scaled to "
                            + (replicas == null ? 1 : replicas) + " and has the pods " + pods,
                    "look who started it, and scale it to 0; the step is tried again");
        }
    }

    /** Asked of the endpoints, not of the selector. */
    void mustBeLedTo() {
        if (configured.restored() == null) {
            return;
        }
        TargetCluster is = of(cluster, configured);
        Until.noTrouble(
                () -> {
                    Endpoints endpoints = Endpoints.of(cluster, is.namespace(), is.service());
                    Set<String> pods = DatabasePod.all(cluster, is, DatabasePod.set(cluster, is)).stream()
                            .map(Pod::getStatus)
                            .filter(status -> status != null && status.getPodIP() != null)
                            .map(status -> status.getPodIP())
                            .collect(Collectors.toSet());
                    boolean led = !endpoints.ready().isEmpty() && pods.containsAll(endpoints.all());
                    return led
                            ? Optional.empty()
                            : Optional.of(name + " leads to " + endpoints.all() + " (ready: " + endpoints.ready()
                                    + "), the pods of " + is.statefulSet() + " are " + pods);
                },
                HINT);
    }

    private Map<String, String> labels(TargetCluster is) {
        Map<String, String> labels =
                DatabasePod.set(cluster, is).getSpec().getSelector().getMatchLabels();
        if (labels == null || labels.isEmpty()) {
            throw new HintedException(
                    "StatefulSet " + is.namespace() + "/" + is.statefulSet() + " selects its pods by no matchLabels",
                    "a Service cannot select them: give it a selector with matchLabels");
        }
        return new TreeMap<>(labels);
    }

    private static String annotation(Service service, String key) {
        return service.getMetadata().getAnnotations() == null
                ? ""
                : service.getMetadata().getAnnotations().getOrDefault(key, "");
    }

    private Service service() {
        Service service = cluster.ask(
                "read " + name,
                client -> client.services()
                        .inNamespace(configured.namespace())
                        .withName(configured.service())
                        .get());
        if (service == null
                || service.getSpec().getSelector() == null
                || service.getSpec().getSelector().isEmpty()) {
            throw new HintedException(
                    "there is no " + name + " with a selector",
                    "correct kubernetes.service of the target; who keeps endpoints by hand cannot be switched");
        }
        return service;
    }
}
