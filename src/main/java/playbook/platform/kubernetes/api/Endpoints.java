package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The endpoints of a Service, which every node uses; a selector alone proves nothing.
 *
 * @param all addresses of all endpoints, also of terminating ones
 * @param ready addresses of the endpoints that accept connections
 */
public record Endpoints(Set<String> all, Set<String> ready) {

    public static Endpoints of(Cluster cluster, String namespace, String service) {
        List<Endpoint> found = cluster
                .ask(
                        "list the EndpointSlices of Service " + namespace + "/" + service,
                        client -> client.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(namespace)
                                .withLabel("kubernetes.io/service-name", service)
                                .list())
                .getItems()
                .stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .toList();
        return new Endpoints(addresses(found, each -> true), addresses(found, Endpoints::isReady));
    }

    /** According to the API, a missing condition means ready. */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    private static Set<String> addresses(List<Endpoint> endpoints, Predicate<Endpoint> wanted) {
        Set<String> addresses = new TreeSet<>();
        endpoints.stream().filter(wanted).forEach(endpoint -> addresses.addAll(endpoint.getAddresses()));
        return addresses;
    }
}
