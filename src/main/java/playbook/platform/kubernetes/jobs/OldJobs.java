package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import playbook.incident.Target;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;

/** Jobs of ours that ended long ago and that nobody asked for since, because whoever started them had crashed. */
final class OldJobs {

    /** Long after the end of a response that was stopped for a night or a week-end. */
    static final Duration KEPT = Duration.ofDays(7);

    private OldJobs() {}

    static Set<String> find(Cluster cluster, String namespace, Target target, Instant now) {
        Map<String, String> ours = Map.of(Names.MANAGED_BY, Names.US, Names.TARGET, target.name());
        List<Job> jobs = cluster.ask(
                        "list the Jobs in namespace " + namespace,
                        client -> client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withLabels(ours)
                                .list())
                .getItems();
        Set<String> busy = jobs.stream()
                .filter(job -> job.getMetadata().getLabels().containsKey(Names.SERVES)
                        || job.getStatus() == null
                        || job.getStatus().getConditions().isEmpty())
                .map(job -> job.getMetadata().getName())
                .collect(Collectors.toSet());
        Set<String> found = new TreeSet<>(old(jobs, now));
        found.addAll(old(
                cluster.ask(
                                "list the ConfigMaps in namespace " + namespace,
                                client -> client.configMaps()
                                        .inNamespace(namespace)
                                        .withLabels(ours)
                                        .list())
                        .getItems(),
                now));
        found.removeAll(busy);
        return found;
    }

    private static List<String> old(List<? extends HasMetadata> things, Instant now) {
        return things.stream()
                .filter(thing -> Instant.parse(thing.getMetadata().getCreationTimestamp())
                        .isBefore(now.minus(KEPT)))
                .map(thing -> thing.getMetadata().getName())
                .toList();
    }
}
