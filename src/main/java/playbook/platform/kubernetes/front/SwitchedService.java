package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Service;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfService;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Services;

/**
 * A Service whose selector is switched to the pods of the maintenance Deployment, and back. Its ports stay: the maintenance
 * pods must serve them under the same numbers or names.
 */
final class SwitchedService implements Switchable<Service> {

    private final Cluster cluster;
    private final OfService front;
    private final MaintenanceAnswer answer;
    private final MaintenancePods pods;

    SwitchedService(Cluster cluster, OfService front, MaintenanceAnswer answer) {
        this.cluster = cluster;
        this.front = front;
        this.answer = answer;
        this.pods = new MaintenancePods(cluster, front);
    }

    @Override
    public String name() {
        return "Service " + front.namespace() + "/" + front.service();
    }

    @Override
    public Service read() {
        Service service = Services.find(cluster, front.namespace(), front.service());
        if (service == null) {
            throw new HintedException(
                    "there is no " + name(), "correct front-page.service of the target, or deploy it");
        }
        if (Services.selector(service).isEmpty() || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    name() + " has no selector or no port: somebody else decides where it leads",
                    "name a Service with a selector, or use front-page.ingress");
        }
        return service;
    }

    @Override
    public String words(Service service) {
        String ports = service.getSpec().getPorts().stream()
                .map(port -> port.getPort() + " to "
                        + (port.getTargetPort() == null
                                ? port.getPort()
                                : port.getTargetPort().getValue()))
                .collect(Collectors.joining(", "));
        return name() + " leads to " + new TreeMap<>(Services.selector(service)) + ", ports " + ports;
    }

    @Override
    public boolean switched(Service service) {
        return Services.selector(service).equals(pods.selector());
    }

    @Override
    public void mustBeServed() {
        pods.mustAnswer(read().getSpec().getPorts(), answer);
    }

    @Override
    public void switchOver(Service service) {
        service.getSpec().setSelector(pods.selector());
    }

    /** A selector that somebody set meanwhile stays, and then the kept state stays, too. */
    @Override
    public boolean giveBack(Service service, Optional<Service> kept) {
        if (switched(service)) {
            Service before = kept.orElseThrow(() -> KeptFront.lost(name(), "selector"));
            service.getSpec().setSelector(before.getSpec().getSelector());
            return true;
        }
        return kept.filter(before -> Services.selector(before).equals(Services.selector(service)))
                .isPresent();
    }

    @Override
    public Optional<String> notShown() {
        Endpoints endpoints = endpoints();
        Set<String> others = new TreeSet<>(endpoints.all());
        others.removeAll(pods.addresses());
        if (endpoints.ready().isEmpty()) {
            return Optional.of(name() + " has no ready endpoint");
        }
        if (!others.isEmpty()) {
            return Optional.of(name() + " leads to " + others + ", which are no pods of " + maintenance());
        }
        return MaintenanceAnswer.differs(url(), front.proof());
    }

    @Override
    public Optional<String> notGivenBack() {
        Endpoints endpoints = endpoints();
        Set<String> ours = new TreeSet<>(endpoints.all());
        ours.retainAll(pods.addresses());
        if (endpoints.ready().isEmpty()) {
            return Optional.of(name() + " has no ready endpoint");
        }
        return ours.isEmpty()
                ? MaintenanceAnswer.stillThere(url(), front.proof())
                : Optional.of(name() + " still leads to the maintenance pods " + ours);
    }

    private URI url() {
        URI given = front.proof().url();
        if (given != null) {
            return given;
        }
        Service service = read();
        return MaintenanceAnswer.at(
                Services.address(service), service.getSpec().getPorts().get(0).getPort(), front.proof());
    }

    private Endpoints endpoints() {
        return Endpoints.of(cluster, front.namespace(), front.service());
    }

    @Override
    public String maintenance() {
        return front.maintenanceDeployment();
    }

    @Override
    public String hint() {
        return "look at its EndpointSlices (kubectl get endpointslices -l kubernetes.io/service-name=" + front.service()
                + ") and at network policies; the step is tried again";
    }
}
