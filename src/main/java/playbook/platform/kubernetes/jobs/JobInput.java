package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import playbook.incident.HintedException;
import playbook.platform.Job;
import playbook.platform.kubernetes.api.Names;

/** What a job reads, as a ConfigMap: its script with its library, {@code pod.sh}, which runs it, and a document. */
final class JobInput {

    private static final int CONFIG_MAP_BYTES = 1_000_000;

    private JobInput() {}

    static ConfigMap of(Job job, String namespace) {
        Map<String, String> data = new TreeMap<>();
        data.put("pod.sh", resource("playbook/platform/pod.sh"));
        data.put("lib.sh", resource(Job.Command.Script.LIBRARY));
        data.put("input.json", job.input());
        if (job.command() instanceof Job.Command.Script script) {
            data.put("script.sh", resource(script.resource()));
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

    private static String resource(String name) {
        try (InputStream in = JobInput.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no script " + name + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
