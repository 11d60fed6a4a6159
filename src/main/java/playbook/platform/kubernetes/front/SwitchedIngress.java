package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackendBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfIngress;
import playbook.platform.FrontPage.Page;
import playbook.platform.Inventory.Item;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.Endpoints;
import playbook.platform.kubernetes.api.KeptFront;
import playbook.platform.kubernetes.api.Services;
import playbook.platform.kubernetes.api.Until;

/**
 * An Ingress each of whose backends is switched to the maintenance Service, and back, one by one: what somebody added or
 * changed meanwhile stays as it is, and shows in what {@link #look} tells.
 */
final class SwitchedIngress implements Front {

    private static final String HINT =
            "does the ingress controller watch this Ingress, and does the url lead to it? The step is tried again";

    private final Cluster cluster;
    private final OfIngress front;
    private final MaintenanceAnswer answer;
    private final String name;

    SwitchedIngress(Cluster cluster, OfIngress front, MaintenanceAnswer answer) {
        this.cluster = cluster;
        this.front = front;
        this.answer = answer;
        this.name = "Ingress " + front.namespace() + "/" + front.ingress();
    }

    @Override
    public Page look() {
        Ingress ingress = ingress();
        if (!switched(ingress)) {
            return KeptFront.page(false, words(ingress));
        }
        Optional<String> trouble = notShown();
        return KeptFront.page(
                trouble.isEmpty(),
                words(ingress) + trouble.map(each -> "; " + each).orElse(""));
    }

    @Override
    public void show() {
        if (!switched(ingress())) {
            mustBeServed();
            IngressBackend maintenance = maintenance();
            Edit.of(cluster, "switch " + name, this::ingress, ingress -> {
                if (!switched(ingress)) {
                    KeptFront.keep(ingress);
                    places(ingress).values().forEach(place -> place.put().accept(maintenance));
                }
            });
        }
        Until.noTrouble(this::notShown, HINT);
    }

    @Override
    public void hide() {
        Edit.of(cluster, "give back " + name, this::ingress, ingress -> {
            Optional<Ingress> kept = KeptFront.kept(ingress, Ingress.class);
            if (kept.isEmpty() && switched(ingress)) {
                throw KeptFront.lost(name, "backends");
            }
            IngressBackend maintenance = maintenance();
            Map<String, Place> now = places(ingress);
            kept.map(SwitchedIngress::places).orElse(Map.of()).forEach((where, was) -> {
                Place place = now.get(where);
                if (place != null && place.backend().equals(maintenance)) {
                    place.put().accept(was.backend());
                }
            });
            kept.ifPresent(known -> KeptFront.forget(ingress));
        });
        Until.noTrouble(() -> MaintenanceAnswer.stillThere(url(), front.proof()), HINT);
    }

    @Override
    public List<Item> check() {
        Ingress ingress = ingress();
        if (switched(ingress)) {
            return List.of(new Item(
                    "front page",
                    Item.State.WEAK,
                    words(ingress) + ": the maintenance page",
                    "has an incident ended without giving it back?"));
        }
        mustBeServed();
        return List.of(Item.found("front page", words(ingress) + ", and " + front.maintenanceService() + " answers"));
    }

    /** A switch to a Service that does not answer would be an outage without a page. */
    private void mustBeServed() {
        Service service = service();
        String what = "Service " + front.namespace() + "/" + front.maintenanceService();
        if (Endpoints.of(cluster, front.namespace(), front.maintenanceService())
                .ready()
                .isEmpty()) {
            throw new HintedException(
                    what + " has no ready endpoint, and " + name + " was not switched to it",
                    "start the pods behind it, or tell customers in another way");
        }
        if (answer.inside()) {
            URI url = MaintenanceAnswer.at(
                    Services.address(service),
                    service.getSpec().getPorts().get(0).getPort(),
                    front.proof());
            MaintenanceAnswer.differs(url, front.proof()).ifPresent(found -> {
                throw new HintedException(
                        what + " does not serve the maintenance page: " + found + "; " + name + " was not switched",
                        "correct what it answers, or front-page.maintenance-status; a network policy may keep us out");
            });
        }
    }

    private Optional<String> notShown() {
        return Endpoints.of(cluster, front.namespace(), front.maintenanceService())
                        .ready()
                        .isEmpty()
                ? Optional.of(
                        "Service " + front.namespace() + "/" + front.maintenanceService() + " has no ready endpoint")
                : MaintenanceAnswer.differs(url(), front.proof());
    }

    private URI url() {
        return Objects.requireNonNull(front.proof().url());
    }

    private boolean switched(Ingress ingress) {
        IngressBackend maintenance = maintenance();
        return places(ingress).values().stream()
                .allMatch(place -> place.backend().equals(maintenance));
    }

    private IngressBackend maintenance() {
        return new IngressBackendBuilder()
                .withNewService()
                .withName(front.maintenanceService())
                .withNewPort()
                .withNumber(service().getSpec().getPorts().get(0).getPort())
                .endPort()
                .endService()
                .build();
    }

    /** One backend of it, and how to set it. */
    private record Place(IngressBackend backend, Consumer<IngressBackend> put) {}

    /** By host, kind of path and path; the default backend too. */
    private static Map<String, Place> places(Ingress ingress) {
        Map<String, Place> places = new LinkedHashMap<>();
        IngressBackend otherwise = ingress.getSpec().getDefaultBackend();
        if (otherwise != null) {
            places.put("everything else", new Place(otherwise, ingress.getSpec()::setDefaultBackend));
        }
        for (IngressRule rule : ingress.getSpec().getRules()) {
            if (rule.getHttp() != null) {
                for (HTTPIngressPath path : rule.getHttp().getPaths()) {
                    String host = rule.getHost() == null ? "" : rule.getHost();
                    places.put(
                            host + (path.getPath() == null ? "/" : path.getPath()) + " (" + path.getPathType() + ")",
                            new Place(path.getBackend(), path::setBackend));
                }
            }
        }
        return places;
    }

    private String words(Ingress ingress) {
        return name + " leads "
                + places(ingress).entrySet().stream()
                        .map(place ->
                                place.getKey() + " to " + words(place.getValue().backend()))
                        .collect(Collectors.joining(", "));
    }

    private static String words(IngressBackend backend) {
        if (backend.getService() == null) {
            return String.valueOf(backend.getResource());
        }
        var port = backend.getService().getPort();
        return backend.getService().getName()
                + (port == null ? "" : ":" + (port.getName() == null ? port.getNumber() : port.getName()));
    }

    private Ingress ingress() {
        Ingress ingress = cluster.ask(
                "read " + name,
                client -> client.network()
                        .v1()
                        .ingresses()
                        .inNamespace(front.namespace())
                        .withName(front.ingress())
                        .get());
        if (ingress == null) {
            throw new HintedException("there is no " + name, "correct front-page.ingress of the target, or deploy it");
        }
        if (places(ingress).isEmpty()) {
            throw new HintedException(
                    name + " leads nowhere: it has no rule with a backend, and no default backend",
                    "name the Ingress that customers come by");
        }
        return ingress;
    }

    private Service service() {
        Service service = cluster.ask(
                "read Service " + front.namespace() + "/" + front.maintenanceService(),
                client -> client.services()
                        .inNamespace(front.namespace())
                        .withName(front.maintenanceService())
                        .get());
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no Service " + front.namespace() + "/" + front.maintenanceService() + " with a port",
                    "correct front-page.maintenance-service of the target, or deploy it");
        }
        return service;
    }
}
