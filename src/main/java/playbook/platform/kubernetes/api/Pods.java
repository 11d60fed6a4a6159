package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import playbook.incident.HintedException;

/** Finds the pods of a Deployment, of a Job or of a CronJob's runs, and tells their state. */
public final class Pods {

    private static final String JOB_NAME = "job-name";

    private Pods() {}

    public static Deployment deployment(Cluster cluster, String namespace, String name) {
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

    /** All pods that have not ended, also terminating ones. */
    public static List<Pod> of(Cluster cluster, Deployment deployment) {
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
                .filter(pod -> !ended(pod))
                .toList();
    }

    /** Finds them by label, so also pods whose Job was deleted without them. */
    public static List<Pod> ofJob(KubernetesClient client, String namespace, String job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel(JOB_NAME, job)
                .list()
                .getItems();
    }

    /**
     * Pods of the runs that are active or ended since then, without evicted ones, which have no log. They are found by
     * name, because a run's Job is named after the CronJob and its minute; so no permission to read Jobs is needed.
     */
    public static List<Pod> ofCronJob(Cluster cluster, String namespace, String name, Instant since) {
        Pattern run = Pattern.compile(Pattern.quote(name) + "-[0-9]+");
        return cluster
                .ask(
                        "list the pods of CronJob " + namespace + "/" + name,
                        client -> client.pods().inNamespace(namespace).list())
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getKind().equals("Job")
                                && run.matcher(owner.getName()).matches()))
                .filter(pod -> pod.getStatus() != null
                        && pod.getStatus().getContainerStatuses().stream()
                                .map(ContainerStatus::getState)
                                .anyMatch(state -> state != null && spoke(state, since)))
                .toList();
    }

    /** Compares whole seconds, since the API has no fractions. */
    private static boolean spoke(ContainerState state, Instant since) {
        return state.getRunning() != null
                || (state.getTerminated() != null
                        && state.getTerminated().getFinishedAt() != null
                        && !Instant.parse(state.getTerminated().getFinishedAt())
                                .isBefore(since.truncatedTo(ChronoUnit.SECONDS)));
    }

    public static boolean ended(Pod pod) {
        return pod.getStatus() != null
                && List.of("Succeeded", "Failed")
                        .contains(String.valueOf(pod.getStatus().getPhase()));
    }

    public static List<Pod> ready(Cluster cluster, Deployment deployment) {
        return of(cluster, deployment).stream().filter(Pods::ready).toList();
    }

    public static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
