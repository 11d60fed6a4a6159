package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Until;

/**
 * Which of two StatefulSets is the target's server: the one that the database's Service leads to. The Service alone tells
 * it, with what it said before and for which incident it was switched as annotations.
 */
public final class ServerInPlace {

    static final String INCIDENT = Names.US + "/led-for";
    private static final String HINT =
            "look at its EndpointSlices, and at the labels of the pods; the step is tried again";

    private final Cluster cluster;
    private final TargetCluster configured;
    private final String name;

    ServerInPlace(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
        this.name = "Service " + configured.namespace() + "/" + configured.server().service();
    }

    /**
     * The target as it is now: where the Service was switched, its server and data are the other ones; an operator's primary
     * of now has its own claim.
     */
    public static TargetCluster of(Cluster cluster, TargetCluster configured) {
        if (configured.server().data().claim().isEmpty()) {
            return configured.withData(DatabasePod.data(cluster, configured));
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
            DatabasePods.find(cluster, is.exchanged())
                    .map(other -> DatabasePods.of(cluster, is.exchanged(), other))
                    .ifPresent(both::add);
        }
        return both;
    }

    /** The other server need not be there as long as the Service leads to the configured one. */
    boolean exchanged() {
        Map<String, String> now = service().getSpec().getSelector();
        boolean configuredOne = DatabasePods.find(cluster, configured)
                .map(set -> podLabels(set).entrySet().containsAll(now.entrySet()))
                .orElse(false);
        return !configuredOne && now.equals(labels(configured.exchanged()));
    }

    static Map<String, String> podLabels(StatefulSet set) {
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /**
     * Leads the Service to the recovered server, or back to the exchanged one; both are stopped. A Service that another incident
     * switched, or whose selector somebody changed since, stays as it is, and the step fails with that reason.
     */
    void lead(String incident, boolean recovered) {
        if (configured.server().restored() == null) {
            return;
        }
        Map<String, String> other = labels(configured.exchanged());
        Edit.of(cluster, "switch " + name, this::service, service -> {
            Optional<Service> kept = KeptFront.kept(service, Service.class);
            String ledFor = ledFor(service);
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

    /** What is another way than before when this incident ends with the other server in place, and what people do then. */
    List<String> staysChanged(String incident) {
        if (configured.server().restored() == null || !ledFor(service()).equals(incident)) {
            return List.of();
        }
        Service service = service();
        String before = KeptFront.kept(service, Service.class)
                .map(kept -> new TreeMap<>(kept.getSpec().getSelector()).toString())
                .orElse("unknown");
        String former = configured.server().statefulSet();
        String now = configured.exchanged().server().statefulSet();
        return List.of(
                name + " selects " + new TreeMap<>(service.getSpec().getSelector()) + ", before it was " + before
                        + ": the server is now StatefulSet " + now + " with claim "
                        + configured.exchanged().server().data().claim() + ".",
                "StatefulSet " + former + " rests at 0. Claim "
                        + configured.server().data().claim()
                        + " has its data as it was when it was stopped, with the fence in it: its applications' roles"
                        + " cannot log in there. Keep it as long as it is wanted; nothing deletes it.",
                "Whoever applies the manifests as they are leads the Service to a server that does not run. Write into"
                        + " them what is now: the selector, " + now + " with 1 replica, " + former + " with 0.",
                "In the playbook's configuration name " + now + " and its claim as kubernetes.stateful-set and"
                        + " kubernetes.data, and a server that rests as kubernetes.restored; then take the annotations "
                        + INCIDENT + " and " + KeptFront.KEPT
                        + " from the Service. Until then a second cut-over is refused.",
                "Standbys of the former server follow it no more: build them anew.");
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
        if (configured.server().restored() == null) {
            return;
        }
        TargetCluster other = exchanged() ? configured : configured.exchanged();
        Optional<StatefulSet> there = DatabasePods.find(cluster, other);
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
                    "the other server, StatefulSet " + other.namespace() + "/" + other.server().statefulSet() + ", is scaled to "
                            + (replicas == null ? 1 : replicas) + " and has the pods " + pods,
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
                    Endpoints endpoints = Endpoints.of(cluster, is.namespace(), is.server().service());
                    Set<String> pods = DatabasePods.of(cluster, is).all().stream()
                            .map(Pod::getStatus)
                            .filter(status -> status != null && status.getPodIP() != null)
                            .map(status -> status.getPodIP())
                            .collect(Collectors.toSet());
                    boolean led = !endpoints.ready().isEmpty() && pods.containsAll(endpoints.all());
                    return led
                            ? Optional.empty()
                            : Optional.of(name + " leads to " + endpoints.all() + " (ready: " + endpoints.ready()
                                    + "), the pods of " + is.server().statefulSet() + " are " + pods);
                },
                HINT);
    }

    Map<String, String> labels(TargetCluster is) {
        Map<String, String> labels =
                DatabasePods.set(cluster, is).getSpec().getSelector().getMatchLabels();
        if (labels == null || labels.isEmpty()) {
            throw new HintedException(
                    "StatefulSet " + is.namespace() + "/" + is.server().statefulSet() + " selects its pods by no matchLabels",
                    "a Service cannot select them: give it a selector with matchLabels");
        }
        return new TreeMap<>(labels);
    }

    /** For which incident it was switched, empty when it was not. */
    static String ledFor(Service service) {
        return service.getMetadata().getAnnotations() == null
                ? ""
                : service.getMetadata().getAnnotations().getOrDefault(INCIDENT, "");
    }

    Service service() {
        Service service = cluster.ask(
                "read " + name,
                client -> client.services()
                        .inNamespace(configured.namespace())
                        .withName(configured.server().service())
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
