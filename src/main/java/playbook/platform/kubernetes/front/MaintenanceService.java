package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackendBuilder;
import java.net.URI;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfIngress;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.Services;

/** The Service that serves the maintenance page, for an Ingress whose backends are switched to it. */
final class MaintenanceService {

    private final Cluster cluster;
    private final OfIngress front;
    private final String name;

    MaintenanceService(Cluster cluster, OfIngress front) {
        this.cluster = cluster;
        this.front = front;
        this.name = "Service " + front.namespace() + "/" + front.maintenanceService();
    }

    IngressBackend backend() {
        return new IngressBackendBuilder()
                .withNewService()
                .withName(front.maintenanceService())
                .withNewPort()
                .withNumber(port(read()))
                .endPort()
                .endService()
                .build();
    }

    /**
     * Checks the Service's answer; outside the cluster only its endpoints, since its address is not reachable there.
     */
    void mustAnswer(MaintenanceAnswer answer, String ingress) {
        Service service = read();
        if (silent().isPresent()) {
            throw new HintedException(
                    name + " has no ready endpoint, and " + ingress + " was not switched to it",
                    "start the pods behind it, or tell customers in another way");
        }
        if (answer.inside()) {
            URI url = MaintenanceAnswer.at(Services.address(service), port(service), front.proof());
            MaintenanceAnswer.differs(url, front.proof()).ifPresent(found -> {
                throw new HintedException(
                        name + " does not serve the maintenance page: " + found + "; " + ingress + " was not switched",
                        "correct what it answers, or front-page.maintenance-status; a network policy may keep us out");
            });
        }
    }

    /** Why the Service cannot answer; empty when it has a ready endpoint. */
    Optional<String> silent() {
        return Endpoints.of(cluster, front.namespace(), front.maintenanceService())
                        .ready()
                        .isEmpty()
                ? Optional.of(name + " has no ready endpoint")
                : Optional.empty();
    }

    private static int port(Service service) {
        return service.getSpec().getPorts().get(0).getPort();
    }

    private Service read() {
        Service service = Services.find(cluster, front.namespace(), front.maintenanceService());
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no " + name + " with a port",
                    "correct front-page.maintenance-service of the target, or deploy it");
        }
        return service;
    }
}
