package playbook.platform.kubernetes;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.KubernetesProperties;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.server.PortForwards;

/** A shop of two replicas behind a Service and an Ingress, and a maintenance page of two; each really answers HTTP. */
public final class StandInFront implements AutoCloseable {

    public static final int PORT = 8080;

    public final Path root;
    public final StandInCluster cluster;
    private final List<HttpServer> servers = new ArrayList<>();
    private final StandInForward controller;
    public final URI ingressUrl;

    public StandInFront() throws IOException {
        root = Files.createTempDirectory("playbook-front-");
        cluster = new StandInCluster(root.resolve("pods"));
        cluster.create(deployment("shop"), deployment("maintenance"), service("shop"), service("maintenance"));
        cluster.client().resource(deployedIngress()).create();
        serve("shop", 200, false);
        serve("maintenance", 503, true);
        String address = "127.78." + StandInApi.OWN + ".1";
        ingressUrl = URI.create("http://" + address + ":" + PORT + "/cart");
        controller = new StandInForward(new InetSocketAddress(address, PORT), this::behindTheIngress);
        await().until(() -> answer(url("shop")).equals("200 the shop"));
        await().until(() -> answer(url("maintenance")).equals("503 back soon"));
    }

    /** Binds at the address of each pod as the program in it would. */
    public void serve(String app, int status, boolean retryAfter) {
        await().until(() -> pods(app).size() == 2);
        for (Pod pod : pods(app)) {
            byte[] body = (app.equals("shop") ? "the shop" : "back soon").getBytes(StandardCharsets.UTF_8);
            try {
                HttpServer server =
                        HttpServer.create(new InetSocketAddress(pod.getStatus().getPodIP(), PORT), 4);
                server.createContext("/", exchange -> {
                    if (retryAfter) {
                        exchange.getResponseHeaders().set("Retry-After", "600");
                    }
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
                servers.add(server);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The program in one of its pods hangs up; Kubernetes still calls the pod ready. */
    public void silence(String app, int pod) {
        String address = pods(app).get(pod).getStatus().getPodIP();
        servers.stream()
                .filter(server -> server.getAddress().getHostString().equals(address))
                .forEach(server -> server.stop(0));
    }

    public void scaleMaintenance(int replicas) {
        cluster.client()
                .apps()
                .deployments()
                .inNamespace("front")
                .withName("maintenance")
                .scale(replicas);
        if (replicas > 0) {
            serve("maintenance", 503, true);
        }
        await().until(() -> pods("maintenance").size() == replicas
                && answer(url("maintenance")).startsWith(replicas == 0 ? "none" : "503"));
    }

    public KubernetesFrontPage page(KubernetesProperties.FrontPage way) {
        ConfiguredTargets targets = ClusterRange.targets(root, way);
        Cluster asked = cluster.asked();
        return new KubernetesFrontPage(targets, asked, new PortForwards(targets, asked));
    }

    public Service service() {
        return cluster.client().services().inNamespace("front").withName("shop").get();
    }

    public Ingress ingress() {
        return cluster.client()
                .network()
                .v1()
                .ingresses()
                .inNamespace("front")
                .withName("shop")
                .get();
    }

    public void edit(Consumer<Service> change) {
        cluster.client().services().inNamespace("front").withName("shop").edit(now -> {
            change.accept(now);
            return now;
        });
    }

    public void editIngress(Consumer<Ingress> change) {
        cluster.client()
                .network()
                .v1()
                .ingresses()
                .inNamespace("front")
                .withName("shop")
                .edit(now -> {
                    change.accept(now);
                    return now;
                });
    }

    private List<Pod> pods(String app) {
        return cluster.client().pods().inNamespace("front").withLabel("app", app).list().getItems().stream()
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .toList();
    }

    /** A controller that leads all hosts by the first rule. */
    private Optional<InetSocketAddress> behindTheIngress() {
        var backend = ingress()
                .getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(0)
                .getBackend()
                .getService();
        return Optional.of(new InetSocketAddress(url(backend.getName()).getHost(), 80));
    }

    public URI url(String service) {
        return URI.create("http://"
                + cluster.client()
                        .services()
                        .inNamespace("front")
                        .withName(service)
                        .get()
                        .getSpec()
                        .getClusterIP()
                + ":80/");
    }

    /** Status and body, as a customer gets them by a new connection. */
    public static String answer(URI url) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout(2_000);
            int status = connection.getResponseCode();
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static Deployment deployment(String name) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("front")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .addToLabels("tier", "front")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("web:1")
                .withCommand("sleep", "3600")
                .addNewPort()
                .withName("http")
                .withContainerPort(PORT)
                .endPort()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("front")
                .withName(name)
                .addToAnnotations(StandInServices.FORWARD, "true")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", name, "tier", "front"))
                .addNewPort()
                .withName("web")
                .withPort(80)
                .withNewTargetPort(PORT)
                .endPort()
                .endSpec()
                .build();
    }

    private static Ingress deployedIngress() {
        return new IngressBuilder()
                .withNewMetadata()
                .withNamespace("front")
                .withName("shop")
                .endMetadata()
                .withNewSpec()
                .addNewRule()
                .withHost("shop.example.com")
                .withNewHttp()
                .addNewPath()
                .withPath("/")
                .withPathType("Prefix")
                .withNewBackend()
                .withNewService()
                .withName("shop")
                .withNewPort()
                .withName("web")
                .endPort()
                .endService()
                .endBackend()
                .endPath()
                .addNewPath()
                .withPath("/static")
                .withPathType("Exact")
                .withNewBackend()
                .withNewService()
                .withName("static")
                .withNewPort()
                .withNumber(8000)
                .endPort()
                .endService()
                .endBackend()
                .endPath()
                .endHttp()
                .endRule()
                .endSpec()
                .build();
    }

    @Override
    public void close() throws IOException {
        controller.close();
        servers.forEach(server -> server.stop(0));
        cluster.close();
        StandInPod.delete(root);
    }
}
