package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Services;

/** At which port of its pod a database listens, told by its Service. */
final class ServerPort {

    private ServerPort() {}

    /** The first port of the Service; it may name one of the container. */
    static int of(Cluster cluster, TargetCluster is, Container container) {
        String name = is.server().service();
        Service service = Services.find(cluster, is.namespace(), name);
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no Service " + name + " with a port in namespace " + is.namespace(),
                    "correct kubernetes.service of the target");
        }
        ServicePort port = service.getSpec().getPorts().get(0);
        return Services.number(port, List.of(container))
                .orElseThrow(() -> new HintedException(
                        "Service " + is.namespace() + "/" + name + " leads to the port '"
                                + port.getTargetPort().getStrVal() + "', which the container '" + container.getName()
                                + "' does not have",
                        "correct the Service, or kubernetes.service or kubernetes.container of the target"));
    }
}
