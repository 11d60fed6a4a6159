package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import playbook.incident.HintedException;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** At which port of its pod a database listens, told by its Service. */
final class ServerPort {

    private ServerPort() {}

    /** The first port of the Service; it may name one of the container. */
    static int of(Cluster cluster, TargetCluster is, Container container) {
        Service service = cluster.ask(
                "read Service " + is.namespace() + "/" + is.server().service(),
                client -> client.services()
                        .inNamespace(is.namespace())
                        .withName(is.server().service())
                        .get());
        if (service == null || service.getSpec().getPorts().isEmpty()) {
            throw new HintedException(
                    "there is no Service " + is.server().service() + " with a port in namespace " + is.namespace(),
                    "correct kubernetes.service of the target");
        }
        ServicePort port = service.getSpec().getPorts().get(0);
        IntOrString wanted = port.getTargetPort();
        if (wanted == null) {
            return port.getPort();
        }
        if (wanted.getIntVal() != null) {
            return wanted.getIntVal();
        }
        return container.getPorts().stream()
                .filter(each -> wanted.getStrVal().equals(each.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "Service " + is.namespace() + "/" + is.server().service() + " leads to the port '" + wanted.getStrVal()
                                + "', which the container '" + container.getName() + "' does not have",
                        "correct the Service, or kubernetes.service or kubernetes.container of the target"));
    }
}
