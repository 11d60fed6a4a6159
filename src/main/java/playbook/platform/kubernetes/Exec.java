package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import playbook.incident.HintedException;

/** A short command inside a container that is there: argv, nothing on its standard input, an end after which it counts as failed. */
final class Exec {

    private static final int OUTPUT_BYTES = 64 * 1024;
    private static final int TIMED_OUT = 124;

    private Exec() {}

    /** @param output both streams, at most 64 kB, the end of it */
    record Ended(int exitCode, String output, Duration took) {}

    static Ended run(Cluster cluster, Pod pod, String container, List<String> argv, Duration deadline) {
        String where =
                pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        long begin = System.nanoTime();
        return cluster.ask("run " + argv.get(0) + " in pod " + where, client -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            var resource = client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName());
            ContainerResource inside = container.isEmpty() ? resource : resource.inContainer(container);
            try (ExecWatch watch = inside.withReadyWaitTimeout(null)
                    .writingOutput(output)
                    .writingError(output)
                    .exec(argv.toArray(String[]::new))) {
                int code = watch.exitCode().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
                return new Ended(code, end(output), Duration.ofNanos(System.nanoTime() - begin));
            } catch (TimeoutException e) {
                return new Ended(
                        TIMED_OUT,
                        end(output) + "\nno end after " + deadline.toSeconds() + " s",
                        Duration.ofNanos(System.nanoTime() - begin));
            } catch (ExecutionException e) {
                throw new HintedException(
                        "cannot run " + argv + " in pod " + where + ": " + e.getCause(),
                        "may we exec there (pods/exec), is the container running, is the program in its image?",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while running " + argv, e);
            }
        });
    }

    private static String end(ByteArrayOutputStream output) {
        byte[] all = output.toByteArray();
        int from = Math.max(0, all.length - OUTPUT_BYTES);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }
}
