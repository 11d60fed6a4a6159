package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
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
import playbook.platform.JobStatus.State;
import playbook.platform.JobStatus;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Exec;
import playbook.platform.kubernetes.api.Names;

/**
 * Commands inside a running pod of an application. Only a connection of ours keeps such a command, so the ConfigMap of
 * the job's name tells every replica how it stands: a beat while it runs, its end, or no beat any more.
 */
final class ApplicationRuns {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationRuns.class);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String STARTED = "started";
    private static final String BEATEN = "beat";
    private static final String EXIT = "exitCode";
    private static final String OUTPUT = "output";
    private static final String ENDED = "ended";
    private static final String TROUBLE = "trouble";

    private final Cluster cluster;
    private final ExecutorService runs = Executors.newCachedThreadPool(ApplicationRuns::daemon);
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(ApplicationRuns::daemon);

    ApplicationRuns(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whoever makes the ConfigMap runs it; a second start finds the first. */
    void start(Job job, String namespace, Pod pod, String container, List<String> argv) {
        String now = Instant.now().toString();
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(job.name())
                .withLabels(Names.labels(job))
                .endMetadata()
                .withData(Map.of(STARTED, now, BEATEN, now))
                .build();
        boolean mine = cluster.tryTo(
                        "create ConfigMap " + namespace + "/" + job.name(),
                        409,
                        client -> client.resource(map).create())
                .isPresent();
        if (mine) {
            runs.execute(() -> run(job, namespace, pod, container, argv));
        }
    }

    private void run(Job job, String namespace, Pod pod, String container, List<String> argv) {
        ScheduledFuture<?> beat = beats.scheduleWithFixedDelay(
                () -> tell(namespace, job.name(), Map.of(BEATEN, Instant.now().toString())),
                BEAT.toMillis(),
                BEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        Map<String, String> end = new LinkedHashMap<>();
        try {
            Exec.Ended ended = Exec.run(cluster, pod, container, argv, job.deadline());
            end.put(EXIT, Integer.toString(ended.exitCode()));
            end.put(OUTPUT, ended.output());
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", job.name(), e.getMessage(), e);
            end.put(TROUBLE, String.valueOf(e.getMessage()));
        }
        beat.cancel(false);
        end.put(ENDED, Instant.now().toString());
        tell(namespace, job.name(), end);
    }

    /** What a beat wrote at the same moment is read and written again. */
    private void tell(String namespace, String name, Map<String, String> data) {
        RuntimeException trouble = null;
        for (int attempt = 0; attempt < 5; attempt++) {
            try {
                ConfigMap map = cluster.ask(
                        "read ConfigMap " + namespace + "/" + name,
                        client -> client.configMaps()
                                .inNamespace(namespace)
                                .withName(name)
                                .get());
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
        // Without a beat the others take it for lost, which is what it then is to them.
        LOG.warn("cannot tell how {} stands", name, trouble);
    }

    static boolean is(ConfigMap map) {
        return map.getData() != null && map.getData().containsKey(BEATEN);
    }

    static JobStatus look(ConfigMap map, boolean cancelled) {
        Map<String, String> data = map.getData();
        String exit = data.get(EXIT);
        if (exit != null) {
            return status(State.SUCCEEDED, data, "{\"exitCode\":" + Integer.parseInt(exit) + "}", text(data, OUTPUT));
        }
        if (cancelled) {
            return status(State.CANCELLED, data, null, "");
        }
        if (data.containsKey(TROUBLE)) {
            return status(State.FAILED, data, null, text(data, TROUBLE));
        }
        Instant beat = Instant.parse(text(data, BEATEN));
        return beat.plus(SILENCE).isBefore(Instant.now())
                ? status(
                        State.LOST,
                        data,
                        null,
                        "nothing was heard of it since " + beat
                                + ": the playbook that ran it inside the application was stopped")
                : status(State.RUNNING, data, null, "");
    }

    private static JobStatus status(
            State state, Map<String, String> data, @org.jspecify.annotations.Nullable String result, String log) {
        return new JobStatus(
                state,
                state == State.SUCCEEDED ? Integer.valueOf(0) : null,
                Instant.parse(text(data, STARTED)),
                state == State.RUNNING ? null : Instant.parse(data.getOrDefault(ENDED, text(data, BEATEN))),
                -1,
                -1,
                "",
                result,
                log);
    }

    private static String text(Map<String, String> data, String key) {
        return data.getOrDefault(key, "");
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "playbook-application-run");
        thread.setDaemon(true);
        return thread;
    }
}
