package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/** Services: found by name, and reached by an address. */
public final class Services {

    private Services() {}

    /** Null when there is none. */
    public static @Nullable Service find(Cluster cluster, String namespace, String name) {
        return cluster.ask(
                "read Service " + namespace + "/" + name,
                client ->
                        client.services().inNamespace(namespace).withName(name).get());
    }

    /** @throws HintedException when there is none, or one without a port */
    public static Service withPort(Cluster cluster, String namespace, String name) {
        Service service = find(cluster, namespace, name);
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no Service " + name + " with a port in namespace " + namespace,
                    "jobs reach the database by it: correct kubernetes.service of the target");
        }
        return service;
    }

    /** The selector; empty when the Service has none and its endpoints are managed by somebody else. */
    public static Map<String, String> selector(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector == null ? Map.of() : selector;
    }

    /** The container port number behind a Service's port; empty when the named port is missing in these containers. */
    public static Optional<Integer> number(ServicePort port, List<Container> containers) {
        IntOrString wanted = port.getTargetPort();
        if (wanted == null) {
            return Optional.of(port.getPort());
        }
        return wanted.getStrVal() == null
                ? Optional.of(wanted.getIntVal())
                : containers.stream()
                        .flatMap(container -> container.getPorts().stream())
                        .filter(each -> wanted.getStrVal().equals(each.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst();
    }

    /** The Service's cluster IP, which needs no DNS; a headless Service has only a name. */
    public static String address(Service service) {
        String address = service.getSpec().getClusterIP();
        return address == null || address.isEmpty() || address.equals("None")
                ? service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc"
                : address;
    }
}
