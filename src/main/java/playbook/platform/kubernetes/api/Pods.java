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

/** Pods: those of a Deployment, found by its selector, of a Job or of a CronJob's runs; and how one stands. */
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

    /** All that are there and have not ended, also those on their way out. */
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

    /** By its label, so also those that it left behind when somebody deleted it. */
    public static List<Pod> ofJob(KubernetesClient client, String namespace, String job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel(JOB_NAME, job)
                .list()
                .getItems();
    }

    /**
     * Of the runs that go on or have ended since then; one that was evicted has no log to ask for. A run's Job is named
     * after the CronJob and its minute, so that no right to read Jobs is needed.
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

    /** The API tells whole seconds. */
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
