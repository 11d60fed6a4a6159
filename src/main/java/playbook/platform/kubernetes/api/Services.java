package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.Service;
import org.jspecify.annotations.Nullable;

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

    /** Its own address needs no name server; a headless one has only a name. */
    public static String address(Service service) {
        String address = service.getSpec().getClusterIP();
        return address == null || address.isEmpty() || address.equals("None")
                ? service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc"
                : address;
    }
}
