package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import playbook.incident.HintedException;

/** The pods of a Deployment, found by its selector. */
final class Pods {

    private Pods() {}

    static Deployment deployment(Cluster cluster, String namespace, String name) {
        Deployment deployment = cluster.ask(
                "read Deployment " + namespace + "/" + name,
                client -> client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
        if (deployment == null) {
            throw new HintedException(
                    "there is no Deployment " + name + " in namespace " + namespace,
                    "correct the target's applications or front-page, or deploy it");
        }
        return deployment;
    }

    /** All that are there and have not ended, also those on their way out. */
    static List<Pod> of(Cluster cluster, Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        return cluster
                .ask(
                        "list the pods of Deployment " + namespace + "/"
                                + deployment.getMetadata().getName(),
                        client -> client.pods()
                                .inNamespace(namespace)
                                .withLabelSelector(deployment.getSpec().getSelector())
                                .list())
                .getItems()
                .stream()
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase())))
                .toList();
    }

    static List<Pod> ready(Cluster cluster, Deployment deployment) {
        return of(cluster, deployment).stream().filter(Pods::ready).toList();
    }

    static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
