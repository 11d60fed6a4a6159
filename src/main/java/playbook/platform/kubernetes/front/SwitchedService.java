package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfService;
import playbook.platform.FrontPage.Page;
import playbook.platform.Inventory.Item;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Pods;
import playbook.platform.kubernetes.api.Services;
import playbook.platform.kubernetes.api.Until;

/**
 * A Service whose selector is switched to the pods of the maintenance Deployment, and back. What it said before is kept on
 * it by the same write that changes it. Its ports stay: the maintenance pods must serve them under the same numbers or
 * names.
 */
final class SwitchedService implements Front {

    private static final String HINT_WAY = "look at its EndpointSlices (kubectl get endpointslices -l"
            + " kubernetes.io/service-name=NAME) and at network policies; the step is tried again";

    private final Cluster cluster;
    private final OfService front;
    private final MaintenanceAnswer answer;
    private final String name;

    SwitchedService(Cluster cluster, OfService front, MaintenanceAnswer answer) {
        this.cluster = cluster;
        this.front = front;
        this.answer = answer;
        this.name = "Service " + front.namespace() + "/" + front.service();
    }

    @Override
    public Page look() {
        Service service = service();
        if (!switched(service)) {
            return KeptFront.page(false, words(service));
        }
        Optional<String> trouble = notShown();
        return KeptFront.page(
                trouble.isEmpty(),
                words(service) + trouble.map(each -> "; " + each).orElse(""));
    }

    @Override
    public void show() {
        if (!switched(service())) {
            mustBeServed();
            Map<String, String> maintenance = maintenance();
            Edit.of(cluster, "switch " + name, this::service, service -> {
                if (!selector(service).equals(maintenance)) {
                    KeptFront.keep(service);
                    service.getSpec().setSelector(maintenance);
                }
            });
        }
        Until.noTrouble(this::notShown, HINT_WAY.replace("NAME", front.service()));
    }

    @Override
    public void hide() {
        Edit.of(cluster, "give back " + name, this::service, service -> {
            Optional<Service> kept = KeptFront.kept(service, Service.class);
            if (switched(service)) {
                service.getSpec()
                        .setSelector(kept.orElseThrow(() -> KeptFront.lost(name, "selector"))
                                .getSpec()
                                .getSelector());
                KeptFront.forget(service);
            } else if (kept.isPresent() && selector(kept.get()).equals(selector(service))) {
                KeptFront.forget(service);
            }
        });
        Until.noTrouble(this::notGivenBack, HINT_WAY.replace("NAME", front.service()));
    }

    @Override
    public List<Item> check() {
        Service service = service();
        if (switched(service)) {
            return List.of(new Item(
                    "front page",
                    Item.State.WEAK,
                    words(service) + ": the maintenance page",
                    "has an incident ended without giving it back?"));
        }
        mustBeServed();
        return notGivenBack()
                .map(trouble ->
                        new Item("front page", Item.State.WEAK, words(service) + "; " + trouble, "is the front well?"))
                .map(List::of)
                .orElseGet(() -> List.of(Item.found(
                        "front page", words(service) + ", and " + front.maintenanceDeployment() + " answers")));
    }

    /** A switch to pods that do not answer would be an outage without a page. */
    private void mustBeServed() {
        Service service = service();
        List<Pod> pods = Pods.ready(cluster, deployment());
        if (pods.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.maintenanceDeployment() + " has no ready pod, and "
                            + name + " was not switched to it",
                    "start it (kubectl -n " + front.namespace() + " scale deployment " + front.maintenanceDeployment()
                            + " --replicas=2), or tell customers in another way");
        }
        for (Pod pod : pods) {
            service.getSpec().getPorts().forEach(port -> port(pod, port));
            URI url = answer.at(pod, port(pod, service.getSpec().getPorts().get(0)), front.proof());
            MaintenanceAnswer.differs(url, front.proof()).ifPresent(found -> {
                throw new HintedException(
                        "pod " + pod.getMetadata().getName() + " does not serve the maintenance page: " + found + "; "
                                + name + " was not switched",
                        "correct what " + front.maintenanceDeployment()
                                + " answers, or front-page.maintenance-status; a network policy may keep us out");
            });
        }
    }

    private Optional<String> notShown() {
        Endpoints endpoints = endpoints();
        Set<String> others = new TreeSet<>(endpoints.all());
        others.removeAll(addresses());
        if (endpoints.ready().isEmpty()) {
            return Optional.of(name + " has no ready endpoint");
        }
        if (!others.isEmpty()) {
            return Optional.of(
                    name + " leads to " + others + ", which are no pods of " + front.maintenanceDeployment());
        }
        return MaintenanceAnswer.differs(url(), front.proof());
    }

    private Optional<String> notGivenBack() {
        Endpoints endpoints = endpoints();
        Set<String> ours = new TreeSet<>(endpoints.all());
        ours.retainAll(addresses());
        if (endpoints.ready().isEmpty()) {
            return Optional.of(name + " has no ready endpoint");
        }
        return ours.isEmpty()
                ? MaintenanceAnswer.stillThere(url(), front.proof())
                : Optional.of(name + " still leads to the maintenance pods " + ours);
    }

    private URI url() {
        URI given = front.proof().url();
        if (given != null) {
            return given;
        }
        Service service = service();
        return MaintenanceAnswer.at(
                Services.address(service), service.getSpec().getPorts().get(0).getPort(), front.proof());
    }

    private Endpoints endpoints() {
        return Endpoints.of(cluster, front.namespace(), front.service());
    }

    private Set<String> addresses() {
        return Pods.of(cluster, deployment()).stream()
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .map(pod -> pod.getStatus().getPodIP())
                .collect(Collectors.toSet());
    }

    private boolean switched(Service service) {
        return selector(service).equals(maintenance());
    }

    private Map<String, String> maintenance() {
        Map<String, String> labels = deployment().getSpec().getSelector().getMatchLabels();
        if (labels == null || labels.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.maintenanceDeployment()
                            + " selects its pods by no matchLabels, and a Service cannot select in another way",
                    "give it a selector with matchLabels");
        }
        return new TreeMap<>(labels);
    }

    private io.fabric8.kubernetes.api.model.apps.Deployment deployment() {
        return Pods.deployment(cluster, front.namespace(), front.maintenanceDeployment());
    }

    /** The number behind a port of the Service in this pod. */
    private int port(Pod pod, ServicePort port) {
        IntOrString wanted = port.getTargetPort();
        if (wanted == null || wanted.getStrVal() == null) {
            return wanted == null ? port.getPort() : wanted.getIntVal();
        }
        return pod.getSpec().getContainers().stream()
                .map(Container::getPorts)
                .flatMap(List::stream)
                .filter(each -> wanted.getStrVal().equals(each.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        name + " leads its port " + port.getPort() + " to the port named '" + wanted.getStrVal()
                                + "', and pod " + pod.getMetadata().getName() + " has none of that name",
                        "name the container port of " + front.maintenanceDeployment() + " '" + wanted.getStrVal()
                                + "'"));
    }

    private String words(Service service) {
        String ports = service.getSpec().getPorts().stream()
                .map(port -> port.getPort() + " to "
                        + (port.getTargetPort() == null
                                ? port.getPort()
                                : port.getTargetPort().getValue()))
                .collect(Collectors.joining(", "));
        return name + " leads to " + new TreeMap<>(selector(service)) + ", ports " + ports;
    }

    private static Map<String, String> selector(Service service) {
        return service.getSpec().getSelector() == null
                ? Map.of()
                : service.getSpec().getSelector();
    }

    private Service service() {
        Service service = cluster.ask(
                "read " + name,
                client -> client.services()
                        .inNamespace(front.namespace())
                        .withName(front.service())
                        .get());
        if (service == null) {
            throw new HintedException("there is no " + name, "correct front-page.service of the target, or deploy it");
        }
        if (selector(service).isEmpty() || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    name + " has no selector or no port: somebody else decides where it leads",
                    "name a Service with a selector, or use front-page.ingress");
        }
        return service;
    }
}
