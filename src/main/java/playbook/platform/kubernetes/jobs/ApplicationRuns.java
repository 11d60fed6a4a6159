package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import playbook.platform.Job;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Exec;

/**
 * Runs commands inside a running pod of an application. Such a command lives only as long as the connection of one
 * replica of the playbook, so a ConfigMap with the job's name tells all replicas its state: a heartbeat while it runs,
 * its end, or no heartbeat any more.
 */
final class ApplicationRuns {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationRuns.class);
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final JobConfigMaps maps;
    private final ExecutorService runs = Executors.newCachedThreadPool(ApplicationRuns::daemon);
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(ApplicationRuns::daemon);

    ApplicationRuns(Cluster cluster) {
        this.cluster = cluster;
        this.maps = new JobConfigMaps(cluster);
    }

    /** The replica that creates the ConfigMap runs the command; a second start finds the first one. */
    void start(Job job, String namespace, Pod pod, String container, List<String> argv) {
        if (maps.create(RunRecord.begun(job, namespace))) {
            runs.execute(() -> run(job, namespace, pod, container, argv));
        }
    }

    private void run(Job job, String namespace, Pod pod, String container, List<String> argv) {
        ScheduledFuture<?> beat = beats.scheduleWithFixedDelay(
                () -> tell(namespace, job.name(), RunRecord.beat()),
                BEAT.toMillis(),
                BEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        Map<String, String> end;
        try {
            end = RunRecord.ended(Exec.run(cluster, pod, container, argv, job.deadline()));
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", job.name(), e.getMessage(), e);
            end = RunRecord.trouble(e);
        }
        beat.cancel(false);
        tell(namespace, job.name(), end);
    }

    /** Updates the ConfigMap, and retries after a conflict with a heartbeat. */
    private void tell(String namespace, String name, Map<String, String> data) {
        RuntimeException trouble = null;
        for (int attempt = 0; attempt < 5; attempt++) {
            try {
                ConfigMap map = maps.find(namespace, name);
                if (map != null) {
                    cluster.ask(
                            "update ConfigMap " + namespace + "/" + name,
                            client -> client.resource(new ConfigMapBuilder(map)
                                            .addToData(data)
                                            .build())
                                    .update());
                }
                return;
            } catch (RuntimeException e) {
                trouble = e;
            }
        }
        // Without a heartbeat the other replicas treat the command as lost.
        LOG.warn("cannot tell how {} stands", name, trouble);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "playbook-application-run");
        thread.setDaemon(true);
        return thread;
    }
}
