package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All backends of an Ingress, each by its place: host, path and kind of path; the default backend too. */
record IngressBackends(Map<String, Place> places) {

    /** One backend of it, and how to set it. */
    record Place(IngressBackend backend, Consumer<IngressBackend> put) {}

    static IngressBackends of(Ingress ingress) {
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
        return new IngressBackends(places);
    }

    boolean allAre(IngressBackend wanted) {
        return places.values().stream().allMatch(place -> place.backend().equals(wanted));
    }

    void setAll(IngressBackend wanted) {
        places.values().forEach(place -> place.put().accept(wanted));
    }

    /** Restores the backends that are still {@code now}; a backend that somebody added or changed meanwhile stays. */
    void giveBack(IngressBackends before, IngressBackend now) {
        before.places().forEach((where, was) -> {
            Place place = places.get(where);
            if (place != null && place.backend().equals(now)) {
                place.put().accept(was.backend());
            }
        });
    }

    String words() {
        return places.entrySet().stream()
                .map(place -> place.getKey() + " to " + words(place.getValue().backend()))
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
}
