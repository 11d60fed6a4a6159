package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import playbook.incident.HintedException;
import playbook.incident.NotReachedException;

/**
 * Runs a short command inside a running container, without standard input and with a deadline. The client library's own
 * exec first lists and watches the pod; this makes only the one request, so it needs fewer permissions.
 */
public final class Exec {

    private static final Duration CONNECTED = Duration.ofSeconds(10);
    private static final int TIMED_OUT = 124;

    private Exec() {}

    /** @param output the last 64 kB of both output streams */
    public record Ended(int exitCode, String output, Duration took) {}

    public static Ended run(Cluster cluster, Pod pod, String container, List<String> argv, Duration deadline) {
        long begin = System.nanoTime();
        return cluster.ask("run " + argv.get(0) + " in pod " + PodRequest.name(pod), client -> {
            ExecStream stream = new ExecStream();
            WebSocket socket = open(client, pod, uri(client, pod, container, argv), stream);
            try {
                int code = stream.exitCode().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
                return new Ended(code, stream.output(), Duration.ofNanos(System.nanoTime() - begin));
            } catch (TimeoutException e) {
                return new Ended(
                        TIMED_OUT,
                        stream.output() + "\nno end after " + deadline.toSeconds() + " s",
                        Duration.ofNanos(System.nanoTime() - begin));
            } catch (ExecutionException e) {
                throw new HintedException(
                        "cannot tell how " + argv + " in pod " + PodRequest.name(pod) + " ended: "
                                + cause(e).getMessage(),
                        "look in the pod what it did and whether it still runs, before it is tried again",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while running " + argv, e);
            } finally {
                socket.sendClose(1000, "");
            }
        });
    }

    private static WebSocket open(KubernetesClient client, Pod pod, URI uri, ExecStream stream) {
        try {
            return client.getHttpClient()
                    .newWebSocketBuilder()
                    .subprotocol("v4.channel.k8s.io")
                    .uri(uri)
                    .buildAsync(stream)
                    .get(CONNECTED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refused(pod, cause(e));
        } catch (TimeoutException e) {
            throw refused(pod, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting to pod " + PodRequest.name(pod), e);
        }
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** The error when the command was refused before it ran. */
    private static HintedException refused(Pod pod, Throwable why) {
        int code = why instanceof WebSocketHandshakeException upgrade
                ? upgrade.getResponse().code()
                : 0;
        String what = "cannot run a command in pod " + PodRequest.name(pod) + ": ";
        return switch (code) {
            case 403 ->
                new HintedException(
                        what + "the API server refuses it (403)",
                        "add to the playbook's Role in namespace "
                                + pod.getMetadata().getNamespace()
                                + ": apiGroups [\"\"], resources [\"pods/exec\"], verbs [\"get\", \"create\"]",
                        why);
            case 404 ->
                new HintedException(what + "it is gone (404)", "it was replaced meanwhile; the step looks again", why);
            case 0 ->
                new NotReachedException(
                        what + (why instanceof TimeoutException ? "no answer in " + CONNECTED.toSeconds() + " s" : why),
                        "is the API server up, and is it reached from here (kubectl get --raw /readyz)? It is tried again",
                        why);
            default ->
                new HintedException(
                        what + "the API server answers " + code,
                        "is the container running, is the kubelet of its node reached? kubectl exec there tells more",
                        why);
        };
    }

    private static URI uri(KubernetesClient client, Pod pod, String container, List<String> argv) {
        StringBuilder query = new StringBuilder(PodRequest.query(
                Map.of("stdout", "true", "stderr", "true", "container", PodRequest.container(pod, container))));
        argv.forEach(word -> query.append('&').append(PodRequest.query(Map.of("command", word))));
        return URI.create(client.getMasterUrl() + PodRequest.path(pod).substring(1) + "/exec?" + query);
    }
}
