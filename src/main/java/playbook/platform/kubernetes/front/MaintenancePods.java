package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfService;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Pods;
import playbook.platform.kubernetes.api.Services;

/** The pods of the Deployment that serves the maintenance page, for a Service that selects them in its stead. */
final class MaintenancePods {

    private final Cluster cluster;
    private final OfService front;
    private final String name;

    MaintenancePods(Cluster cluster, OfService front) {
        this.cluster = cluster;
        this.front = front;
        this.name = "Service " + front.namespace() + "/" + front.service();
    }

    /** What a Service selects them by. */
    Map<String, String> selector() {
        Map<String, String> labels = deployment().getSpec().getSelector().getMatchLabels();
        if (labels == null || labels.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.maintenanceDeployment()
                            + " selects its pods by no matchLabels, and a Service cannot select in another way",
                    "give it a selector with matchLabels");
        }
        return new TreeMap<>(labels);
    }

    Set<String> addresses() {
        return Pods.of(cluster, deployment()).stream()
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .map(pod -> pod.getStatus().getPodIP())
                .collect(Collectors.toSet());
    }

    /**
     * Each must have all ports of the Service, which stay as they are, and answer at the first.
     *
     * @throws HintedException when there is none, or one that would not do
     */
    void mustAnswer(List<ServicePort> ports, MaintenanceAnswer answer) {
        List<Pod> pods = Pods.ready(cluster, deployment());
        if (pods.isEmpty()) {
            throw new HintedException(
                    "Deployment " + front.namespace() + "/" + front.maintenanceDeployment() + " has no ready pod, and "
                            + name + " was not switched to it",
                    "start it (kubectl -n " + front.namespace() + " scale deployment " + front.maintenanceDeployment()
                            + " --replicas=2), or tell customers in another way");
        }
        for (Pod pod : pods) {
            ports.forEach(port -> number(pod, port));
            MaintenanceAnswer.differs(answer.at(pod, number(pod, ports.get(0)), front.proof()), front.proof())
                    .ifPresent(found -> {
                        throw new HintedException(
                                "pod " + pod.getMetadata().getName() + " does not serve the maintenance page: " + found
                                        + "; " + name + " was not switched",
                                "correct what " + front.maintenanceDeployment()
                                        + " answers, or front-page.maintenance-status; a network policy may keep us"
                                        + " out");
                    });
        }
    }

    private int number(Pod pod, ServicePort port) {
        return Services.number(port, pod.getSpec().getContainers()).orElseThrow(() -> {
            String wanted = port.getTargetPort().getStrVal();
            return new HintedException(
                    name + " leads its port " + port.getPort() + " to the port named '" + wanted + "', and pod "
                            + pod.getMetadata().getName() + " has none of that name",
                    "name the container port of " + front.maintenanceDeployment() + " '" + wanted + "'");
        });
    }

    private Deployment deployment() {
        return Pods.deployment(cluster, front.namespace(), front.maintenanceDeployment());
    }
}
