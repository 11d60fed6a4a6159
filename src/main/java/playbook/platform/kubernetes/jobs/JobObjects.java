package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.PodRequest;
import playbook.platform.kubernetes.api.Pods;

/** Reads a job's Job, pod and log from the API server. */
final class JobObjects {

    private static final int LOG_LINES = 400;

    private final Cluster cluster;

    JobObjects(Cluster cluster) {
        this.cluster = cluster;
    }

    @Nullable
    Job job(String namespace, String name) {
        return cluster.ask(
                "read Job " + namespace + "/" + name,
                client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    /** Finds the pod by its label, so also a pod whose Job was deleted without it. */
    Optional<Pod> newestPod(String namespace, String name) {
        return cluster
                .ask("list the pods of Job " + namespace + "/" + name, client -> Pods.ofJob(client, namespace, name))
                .stream()
                .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
    }

    /** The end of the log is enough, unless a long result begins further up. A log that a node does not give is none yet. */
    PodLog log(Pod pod) {
        Optional<ContainerState> begun = Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(state -> state != null && (state.getRunning() != null || state.getTerminated() != null))
                .findFirst();
        if (begun.isEmpty()) {
            return PodLog.NOTHING;
        }
        try {
            PodLog end = PodLog.read(text(pod, LOG_LINES));
            boolean whole = end.exitCode() != null && (end.cut() || end.startedAt() == null);
            return whole ? PodLog.read(text(pod, 0)) : end.orStartedAt(begun.get());
        } catch (HintedException e) {
            String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return PodLog.unread(
                    found + "\nHINT: is the pod's node up, and does the API server reach its kubelet? It is"
                            + " tried again");
        }
    }

    private String text(Pod pod, int lines) {
        return PodRequest.log(cluster, pod, "", lines > 0 ? Map.of("tailLines", Integer.toString(lines)) : Map.of());
    }
}
