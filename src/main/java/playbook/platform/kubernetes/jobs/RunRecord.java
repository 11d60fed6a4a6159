package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.kubernetes.api.Exec;
import playbook.platform.kubernetes.api.Names;

/** How a command inside an application stands, as the ConfigMap of its job tells every replica of ours. */
final class RunRecord {

    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String STARTED = "started";
    private static final String BEATEN = "beat";
    private static final String EXIT = "exitCode";
    private static final String OUTPUT = "output";
    private static final String ENDED = "ended";
    private static final String TROUBLE = "trouble";

    private RunRecord() {}

    static ConfigMap begun(Job job, String namespace) {
        String now = Instant.now().toString();
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(job.name())
                .withLabels(Names.labels(job))
                .endMetadata()
                .withData(Map.of(STARTED, now, BEATEN, now))
                .build();
    }

    /** It still runs. */
    static Map<String, String> beat() {
        return Map.of(BEATEN, Instant.now().toString());
    }

    static Map<String, String> ended(Exec.Ended end) {
        return Map.of(
                EXIT, Integer.toString(end.exitCode()),
                OUTPUT, end.output(),
                ENDED, Instant.now().toString());
    }

    /** How it ended is not known. */
    static Map<String, String> trouble(RuntimeException why) {
        return Map.of(
                TROUBLE, String.valueOf(why.getMessage()),
                ENDED, Instant.now().toString());
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

    private static JobStatus status(State state, Map<String, String> data, @Nullable String result, String log) {
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
}
