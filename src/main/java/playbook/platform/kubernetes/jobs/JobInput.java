package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.platform.Job;
import playbook.platform.kubernetes.api.Names;

/** What a job reads, as a ConfigMap: its script with its library, {@code pod.sh}, which runs it, and a document. */
final class JobInput {

    private static final int CONFIG_MAP_BYTES = 1_000_000;

    private JobInput() {}

    static ConfigMap of(Job job, String namespace) {
        Map<String, String> data = new TreeMap<>();
        data.put("pod.sh", Resource.text("playbook/platform/pod.sh"));
        data.put("lib.sh", Resource.text(Job.Command.Script.LIBRARY));
        data.put("input.json", job.input());
        if (job.command() instanceof Job.Command.Script script) {
            data.put("script.sh", Resource.text(script.resource()));
        }
        int bytes = data.values().stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > CONFIG_MAP_BYTES) {
            throw new HintedException(
                    "what job " + job.name() + " reads has " + bytes + " bytes, a ConfigMap holds " + CONFIG_MAP_BYTES,
                    "the loss touches very many tables; recover them in two incidents, or by hand");
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(job.name())
                .withLabels(Names.labels(job))
                .endMetadata()
                .withData(data)
                .build();
    }
}
