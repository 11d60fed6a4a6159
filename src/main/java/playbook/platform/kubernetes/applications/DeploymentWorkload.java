package playbook.platform.kubernetes.applications;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.PodRequest;
import playbook.platform.kubernetes.api.Pods;
import playbook.platform.kubernetes.server.PortForwards;

/** A Deployment, scaled by its replicas. */
final class DeploymentWorkload implements Workload {

    private final Cluster cluster;
    private final TargetCluster is;
    private final String name;
    private final PortForwards forwards;

    DeploymentWorkload(Cluster cluster, TargetCluster is, String name, PortForwards forwards) {
        this.cluster = cluster;
        this.is = is;
        this.name = name;
        this.forwards = forwards;
    }

    /** With 0 wanted replicas every remaining pod counts as running, otherwise only ready pods. */
    @Override
    public ApplicationState look() {
        Deployment deployment = deployment();
        int wanted = deployment.getSpec().getReplicas() == null
                ? 1
                : deployment.getSpec().getReplicas();
        List<Pod> pods = wanted == 0 ? Pods.of(cluster, deployment) : Pods.ready(cluster, deployment);
        return new ApplicationState(name, wanted, pods.size(), TestMode.on(deployment));
    }

    @Override
    public void scale(int replicas, boolean testMode) {
        Edit.of(
                cluster,
                "scale Deployment " + is.applications().namespace() + "/" + name,
                this::deployment,
                deployment -> {
                    deployment.getSpec().setReplicas(replicas);
                    TestMode.set(deployment, is.applications(), testMode);
                });
    }

    @Override
    public List<URI> addresses() {
        return Pods.ready(cluster, deployment()).stream()
                .map(pod -> URI.create("http://" + address(pod)))
                .toList();
    }

    private String address(Pod pod) {
        if (is.portForward()) {
            return "127.0.0.1:" + forwards.replica(pod, port(pod));
        }
        String address = pod.getStatus().getPodIP();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port(pod);
    }

    private int port(Pod pod) {
        TargetCluster.Applications applications = is.applications();
        if (applications.port() > 0) {
            return applications.port();
        }
        return pod.getSpec().getContainers().stream()
                .filter(container -> applications.container().isEmpty()
                        || container.getName().equals(applications.container()))
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "pod " + pod.getMetadata().getName() + " names no port",
                        "set kubernetes.applications.port of the target"));
    }

    /** A pod that serves now, to run a command in. */
    Pod ready() {
        Deployment deployment = deployment();
        return Pods.ready(cluster, deployment).stream()
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        name + " has no ready pod to run a command in",
                        "kubectl -n " + deployment.getMetadata().getNamespace() + " describe deployment " + name
                                + " tells why"));
    }

    @Override
    public Stream<String> log(Instant since) {
        String container = is.applications().container();
        return Pods.of(cluster, deployment()).stream()
                .flatMap(pod -> PodRequest.log(cluster, pod, container, Map.of("sinceTime", since.toString()))
                        .lines());
    }

    private Deployment deployment() {
        return Pods.deployment(cluster, is.applications().namespace(), name);
    }
}
