package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Annotations;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Services;

/**
 * The Service by which a target's database is reached. It alone tells to which of two servers it leads, with what it said
 * before and for which incident it was switched as annotations.
 */
final class DatabaseService {

    static final String INCIDENT = Names.US + "/led-for";

    private final Cluster cluster;
    private final TargetCluster configured;
    private final String name;

    DatabaseService(Cluster cluster, TargetCluster configured) {
        this.cluster = cluster;
        this.configured = configured;
        this.name =
                "Service " + configured.namespace() + "/" + configured.server().service();
    }

    /** In sentences. */
    String name() {
        return name;
    }

    Service read() {
        Service service = Services.find(
                cluster, configured.namespace(), configured.server().service());
        if (service == null || Services.selector(service).isEmpty()) {
            throw new HintedException(
                    "there is no " + name + " with a selector",
                    "correct kubernetes.service of the target; who keeps endpoints by hand cannot be switched");
        }
        return service;
    }

    /** For which incident it was switched, empty when it was not. */
    static String ledFor(Service service) {
        return Annotations.of(service).getOrDefault(INCIDENT, "");
    }

    /**
     * Leads the Service to the recovered server, or back to the exchanged one; both are stopped. A Service that another incident
     * switched, or whose selector somebody changed since, stays as it is, and the step fails with that reason.
     */
    void lead(String incident, boolean recovered) {
        if (configured.server().restored() == null) {
            return;
        }
        Map<String, String> other = StatefulSets.selector(cluster, configured.exchanged());
        Edit.of(cluster, "switch " + name, this::read, service -> {
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

    private void mustBe(Service service, Map<String, String> wanted) {
        if (!service.getSpec().getSelector().equals(wanted)) {
            throw new HintedException(
                    name + " leads to " + new TreeMap<>(service.getSpec().getSelector()) + ", and was switched to "
                            + wanted + ": somebody changed it meanwhile",
                    "set the selector to what it should be by hand, then try again");
        }
    }

    /** What is another way than before when this incident ends with the other server in place, and what people do then. */
    List<String> staysChanged(String incident) {
        if (configured.server().restored() == null) {
            return List.of();
        }
        Service service = read();
        if (!ledFor(service).equals(incident)) {
            return List.of();
        }
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
}
