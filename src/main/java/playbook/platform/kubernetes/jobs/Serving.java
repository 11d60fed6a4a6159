package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.api.Pods;

/**
 * Servers that jobs leave running in their pods, at most one for each group. Two servers on one data directory would
 * destroy it, so the next job starts only when the former pod no longer exists, and not already when it was asked to
 * end.
 */
final class Serving {

    /** The caller may be a delegate, which has 20 seconds and is tried again. */
    private static final Duration GONE = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Cluster cluster;

    Serving(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Ends the server that an earlier job of this group left running. */
    void makeRoom(TargetCluster target, Job job) {
        Job.Group group = job.group();
        String incident = job.environment().get("PLAYBOOK_INCIDENT");
        if (group != null && incident != null) {
            jobs(target.namespace(), Names.groupLabels(incident, group.name())).stream()
                    .filter(name -> !name.equals(job.name()))
                    .forEach(name -> delete(target.namespace(), name));
        }
    }

    void end(TargetCluster target, String incident, String group) {
        String namespace = target.namespace();
        Map<String, String> labels = Names.groupLabels(incident, group);
        jobs(namespace, labels).forEach(job -> delete(namespace, job));
        // Those of earlier ones too: their Jobs went when the next began.
        cluster.ask(
                        "list the ConfigMaps in namespace " + namespace,
                        client -> client.configMaps()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list())
                .getItems()
                .forEach(map -> cluster.ask(
                        "delete ConfigMap " + namespace + "/"
                                + map.getMetadata().getName(),
                        client -> client.resource(map).delete()));
        new ServingDoor(cluster, namespace, incident, group).close();
    }

    /** Returns when no pod of it runs any more. */
    void delete(String namespace, String job) {
        cluster.ask(
                "delete Job " + namespace + "/" + job,
                client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(job)
                        .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.BACKGROUND)
                        .delete());
        long end = System.nanoTime() + GONE.toNanos();
        List<Pod> pods = running(namespace, job);
        while (!pods.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new HintedException(
                        "pod " + pods.get(0).getMetadata().getName() + " of Job " + job + " is still there "
                                + GONE.toSeconds() + " s after it was told to end",
                        "it is tried again; when it stays, is its node up? Only when that machine is surely off: kubectl delete"
                                + " pod --force. When its Job was deleted without it: kubectl delete pod");
            }
            Await.pause(LOOK_AGAIN);
            pods = running(namespace, job);
        }
    }

    /** One that has ended may stay for a while, or for ever when somebody deleted its Job without it. */
    private List<Pod> running(String namespace, String job) {
        return cluster
                .ask("list the pods of Job " + namespace + "/" + job, client -> Pods.ofJob(client, namespace, job))
                .stream()
                .filter(pod -> !Pods.ended(pod))
                .toList();
    }

    private List<String> jobs(String namespace, Map<String, String> labels) {
        return cluster
                .ask(
                        "list the Jobs in namespace " + namespace,
                        client -> client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list())
                .getItems()
                .stream()
                .map(job -> job.getMetadata().getName())
                .toList();
    }
}
