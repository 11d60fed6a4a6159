package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Pods;

/**
 * A cluster on this machine: an API server that stores objects, and a node that really runs Jobs, Deployments and
 * StatefulSets, exec and logs. Folders stand for claims, addresses of 127.0.0.0/8 for those of pods and Services.
 */
public final class StandInCluster implements AutoCloseable {

    /** Annotation of a Service whose address leads to pods that have addresses of their own. */
    public static final String FORWARD = StandInServices.FORWARD;

    static final String JAR = "/opt/playbook/playbook.jar";

    /** It writes a line for each request; held here, because loggers are forgotten. */
    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private final Path folder;
    private final MockWebServer server = new MockWebServer();
    private final StandInApi api = new StandInApi();
    private final StandInStorage storage;
    private final KubernetesClient client;
    final StandInNode node;
    /** Whatever ends this JVM, no process of a pod stays. */
    private final Thread endOfJvm = new Thread(this::killAll);

    /** @param folder below which pods have their files; user postgres must be able to enter it */
    public StandInCluster(Path folder) throws IOException {
        // On a busy machine pods come and go slowly; nothing waits longer than it must.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
        this.folder = folder;
        Files.createDirectories(folder);
        server.setDispatcher(api);
        server.start(InetAddress.getLoopbackAddress(), 0);
        client = client(StandInApi.NODE);
        api.pods(new Answers());
        storage = new StandInStorage(client, folder);
        node = new StandInNode(client, api, folder, storage);
        Runtime.getRuntime().addShutdownHook(endOfJvm);
    }

    private void killAll() {
        node.running.values().forEach(StandInPod::killAll);
    }

    /** The unpacked jar that stands for the product's image; there is none where no test needs a worker. */
    static Path jar() {
        return Path.of(System.getProperty("playbook.jar", JAR));
    }

    public StandInCluster claim(String name, Path is) {
        return claim(name, is, "");
    }

    /** @param holds the folder in it of which snapshots are made, where the rest is not this claim's own */
    public StandInCluster claim(String name, Path is, String holds) {
        storage.claim(name, is, holds);
        return this;
    }

    public KubernetesClient client() {
        return client;
    }

    private KubernetesClient client(String agent) {
        return client(agent, server.getPort());
    }

    private static KubernetesClient client(String agent, int port) {
        return new KubernetesClientBuilder().withConfig(settings(agent, port)).build();
    }

    private static Config settings(String agent, int port) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withUserAgent(agent)
                .withNamespace("default")
                .withHttp2Disable(true)
                .withRequestTimeout(10_000)
                .withRequestRetryBackoffInterval(50)
                .withRequestRetryBackoffLimit(3)
                .build();
    }

    /** As the product asks, with short retries. */
    public Cluster asked() {
        return new Cluster(settings("playbook", server.getPort()), "playbook");
    }

    public Cluster askedFromOutside() {
        return new Cluster(settings("playbook", server.getPort()), null);
    }

    public StandInDoor door() throws IOException {
        return new StandInDoor(server.getPort());
    }

    public Cluster askedThrough(StandInDoor door) {
        return new Cluster(settings("playbook", door.port()), "playbook");
    }

    public StandInApi api() {
        return api;
    }

    /** @param what done each time before the API server answers one of these, written as {@link StandInApi.Call#right} */
    public void before(Set<String> calls, Runnable what) {
        api.fault(each -> {
            if (calls.contains(each.right())) {
                what.run();
            }
            return java.util.Optional.empty();
        });
    }

    /** Pods that run, as namespace/name. */
    public Set<String> running() {
        return node.running.keySet();
    }

    /** Of a pod that runs. */
    public String address(String pod) {
        return Objects.requireNonNull(node.running.get(pod)).address();
    }

    public Set<String> calls() {
        return api.calls();
    }

    public StandInCluster create(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            client.resource(object).create();
        }
        return this;
    }

    /** For a program of its own: what KUBECONFIG names. */
    public Path kubeconfig() throws IOException {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: stand-in
                clusters: [{name: stand-in, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: playbook, user: {}}]
                contexts: [{name: stand-in, context: {cluster: stand-in, user: playbook, namespace: default}}]
                """.formatted(server.getPort()));
        return file;
    }

    /** The node runs out of memory or disk and throws the pod out. */
    public void evict(Pod pod) {
        StandInPod process = node.running.remove(StandInNode.key(pod));
        client.resource(new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Failed")
                        .withReason("Evicted")
                        .withMessage("The node was low on resource: memory.")
                        .endStatus()
                        .build())
                .updateStatus();
        if (process != null) {
            process.killAll();
        }
    }

    /** Somebody drains the node: the pod is told to end, and may be looked at until it is gone. */
    public void drain(Pod pod) {
        written(() -> client.resource(pod)
                .editStatus(now -> new PodBuilder(now)
                        .editStatus()
                        .addNewCondition()
                        .withType("DisruptionTarget")
                        .withStatus("True")
                        .withReason("EvictionByEvictionAPI")
                        .withMessage("Eviction API: evicting")
                        .endCondition()
                        .endStatus()
                        .build()));
        tell(pod);
    }

    /** The node may write the same object at the same moment. */
    private static void written(Runnable edit) {
        org.awaitility.Awaitility.await()
                .ignoreExceptionsInstanceOf(io.fabric8.kubernetes.client.KubernetesClientException.class)
                .until(() -> {
                    edit.run();
                    return true;
                });
    }

    private void tell(Pod pod) {
        StandInPod process = node.running.get(StandInNode.key(pod));
        if (process != null) {
            process.tell();
        }
    }

    /** Somebody deletes a Job and leaves its pod ({@code --cascade=orphan}). */
    public void orphan(String namespace, String job) {
        written(() -> Pods.ofJob(client, namespace, job)
                .forEach(pod -> client.resource(pod)
                        .edit(now -> new PodBuilder(now)
                                .editMetadata()
                                .withOwnerReferences()
                                .endMetadata()
                                .build())));
        client.batch().v1().jobs().inNamespace(namespace).withName(job).delete();
    }

    /** Somebody deletes a Job, which stays until its pods are gone ({@code --cascade=foreground}). */
    public void deleteInForeground(String namespace, String job) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .edit(now -> new JobBuilder(now)
                        .editMetadata()
                        .withFinalizers("foregroundDeletion")
                        .endMetadata()
                        .build());
        client.batch().v1().jobs().inNamespace(namespace).withName(job).delete();
        Pods.ofJob(client, namespace, job).forEach(this::tell);
    }

    public void finishDeleting(String namespace, String job) {
        Pods.ofJob(client, namespace, job).forEach(pod -> client.resource(pod).delete());
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .edit(now -> new JobBuilder(now)
                        .editMetadata()
                        .withFinalizers()
                        .endMetadata()
                        .build());
    }

    @Override
    public void close() {
        node.close();
        client.close();
        server.shutdown();
        Runtime.getRuntime().removeShutdownHook(endOfJvm);
    }

    private final class Answers implements StandInApi.Pods {

        @Override
        public String log(StandInApi.Call call) {
            StandInPod pod = node.running.get(call.namespace() + "/" + call.name());
            if (pod == null) {
                return "";
            }
            try {
                List<String> lines =
                        new ArrayList<>(Files.readString(pod.log()).lines().toList());
                call.values("sinceTime").forEach(since -> lines.removeIf(line -> before(line, since)));
                int tail = call.values("tailLines").stream()
                        .mapToInt(Integer::parseInt)
                        .findFirst()
                        .orElse(lines.size());
                return String.join("\n", lines.subList(Math.max(0, lines.size() - tail), lines.size())) + "\n";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean before(String line, String since) {
            try {
                return Instant.parse(line.split(" ", 2)[0]).isBefore(Instant.parse(since));
            } catch (java.time.DateTimeException noTime) {
                return false;
            }
        }

        @Override
        public MockResponse exec(StandInApi.Call call) {
            StandInPod pod = node.running.get(call.namespace() + "/" + call.name());
            if (pod == null) {
                return StandInApi.refusal(404, "pods \"" + call.name() + "\" not found");
            }
            return new MockResponse().withWebSocketUpgrade(new WebSocketListener() {
                @Override
                public void onOpen(WebSocket socket, io.fabric8.mockwebserver.http.Response response) {
                    new Thread(() -> exec(pod, call, socket), "exec").start();
                }
            });
        }

        @Override
        public MockResponse portForward(StandInApi.Call call) {
            StandInPod pod = node.running.get(call.namespace() + "/" + call.name());
            if (pod == null) {
                return StandInApi.refusal(404, "pods \"" + call.name() + "\" not found");
            }
            return new MockResponse()
                    .withWebSocketUpgrade(new StandInTunnel(
                            pod.address(), Integer.parseInt(call.values("ports").get(0))));
        }

        private void exec(StandInPod pod, StandInApi.Call call, WebSocket socket) {
            String end;
            try {
                Process process = pod.builder(call.values("command")).start();
                send(socket, 1, process.getInputStream());
                send(socket, 2, process.getErrorStream());
                int code = process.waitFor();
                end = code == 0
                        ? "{\"kind\":\"Status\",\"status\":\"Success\"}"
                        : ("{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                                        + "[{\"reason\":\"ExitCode\",\"message\":\"%d\"}]}}")
                                .formatted(code);
            } catch (IOException | InterruptedException e) {
                end =
                        "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"InternalError\",\"message\":\"no such program\"}";
            }
            frame(socket, 3, end.getBytes(StandardCharsets.UTF_8));
            socket.close(1000, "");
        }

        private static void send(WebSocket socket, int channel, InputStream stream) throws IOException {
            byte[] bytes = stream.readAllBytes();
            if (bytes.length > 0) {
                frame(socket, channel, bytes);
            }
        }

        private static void frame(WebSocket socket, int channel, byte[] bytes) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(channel);
            frame.writeBytes(bytes);
            socket.send(frame.toByteArray());
        }
    }
}
