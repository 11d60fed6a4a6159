package playbook.platform.kubernetes.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackendBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.FrontPage;
import playbook.platform.Inventory.Item;
import playbook.platform.Inventory.Item.State;
import playbook.platform.KubernetesProperties;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInCluster;
import playbook.platform.kubernetes.StandInFront;
import playbook.platform.kubernetes.api.KeptFront;

/** A front that is not as it should be, before, while and after the maintenance page is shown. */
class SwitchedFrontFaultsTest {

    private static StandInFront front;
    private static Service asDeployed;
    private static Ingress ingressAsDeployed;

    private final Target target = ClusterRange.targets(Path.of("/none"), ClusterRange.ofService("shop", "maintenance"))
            .named("noa");

    @BeforeAll
    static void start() throws IOException {
        front = new StandInFront();
        asDeployed = front.service();
        ingressAsDeployed = front.ingress();
    }

    @AfterAll
    static void stop() throws IOException {
        front.close();
        RightsUsed.areAllGranted(front.cluster.calls());
    }

    @AfterEach
    void asBefore() {
        front.cluster.api().noFault();
        front.edit(service -> {
            service.setSpec(asDeployed.getSpec());
            service.getMetadata().setAnnotations(asDeployed.getMetadata().getAnnotations());
        });
        front.editIngress(ingress -> {
            ingress.setSpec(ingressAsDeployed.getSpec());
            ingress.getMetadata().setAnnotations(null);
        });
        await().until(() -> StandInFront.answer(front.url("shop")).equals("200 the shop"));
    }

    @Test
    void aPageThatDoesNotAnswerIsNotCalledShownAndNothingIsSwitchedToIt() {
        front.silence("maintenance", 1);
        assertThatThrownBy(() -> byService().showMaintenance(target))
                .hasMessageMatching(
                        "(?s)pod maintenance-\\d+ does not serve the maintenance page: GET http://127.77\\S+"
                                + " answers not at all .*; Service front/shop was not switched\n.*");
        assertThatThrownBy(() -> byService().check(target)).hasMessageContaining("does not serve the maintenance page");
        assertThat(front.service().getSpec()).isEqualTo(asDeployed.getSpec());
        front.scaleMaintenance(0);
        await().untilAsserted(() ->
                assertThatThrownBy(() -> byIngress().check(target)).hasMessageContaining("has no ready endpoint"));
        front.scaleMaintenance(2);
        byService().showMaintenance(target);
        byIngress().showMaintenance(target);

        strangers("shop", true);
        assertThat(look(byService()))
                .isEqualTo("false, Service front/shop leads to {app=maintenance}, ports 80 to 8080; Service front/shop"
                        + " leads to [127.77.200.200], which are no pods of maintenance");
        noStrangers();
        front.silence("maintenance", 0);
        front.silence("maintenance", 1);
        assertThat(look(byService())).startsWith("false, ").contains("; GET http://127.77", " answers not at all");
        assertThat(look(byIngress()))
                .startsWith("false, ")
                .contains("; GET http://127.78", ", not 503 with Retry-After");
        front.scaleMaintenance(0);
        await().untilAsserted(() -> assertThat(look(byService()))
                .startsWith("false, ")
                .endsWith("; Service front/shop has no ready endpoint"));
        await().untilAsserted(() -> assertThat(look(byIngress()))
                .startsWith("false, ")
                .endsWith("; Service front/maintenance has no ready endpoint"));
        front.scaleMaintenance(2);
    }

    @Test
    void aCheckTellsWhatIsWrongWithTheFront() throws IOException {
        assertThat(check(way("shop", "shop", null, 200)))
                .startsWith("WEAK Service front/shop leads to")
                .contains("; Service front/shop still leads to the maintenance pods [127.77.");
        assertThat(check(way("shop", "maintenance", front.url("maintenance"), 503)))
                .startsWith("WEAK ")
                .endsWith("answers 503 with Retry-After, as the maintenance page does");
        URI closed = URI.create("http://127.77.200.201:9/");
        assertThat(check(way("shop", "maintenance", closed, 503)))
                .startsWith("WEAK ")
                .contains("GET http://127.77.200.201:9/ answers not at all");
        front.cluster.create(new ServiceBuilder(asDeployed)
                .withNewMetadata()
                .withNamespace("front")
                .withName("empty")
                .endMetadata()
                .editSpec()
                .withClusterIP(null)
                .withSelector(Map.of("app", "none"))
                .endSpec()
                .build());
        strangers("empty", false);
        assertThat(check(ClusterRange.ofService("empty", "maintenance")))
                .startsWith("WEAK ")
                .endsWith("; Service front/empty has no ready endpoint");
        noStrangers();

        assertThat(check(ClusterRange.ofIngress("shop", "maintenance", front.ingressUrl)))
                .startsWith("FOUND Ingress front/shop leads shop.example.com/ (Prefix) to shop:web");
        byIngress().showMaintenance(target);
        assertThat(check(ClusterRange.ofIngress("shop", "maintenance", front.ingressUrl)))
                .startsWith("WEAK ")
                .endsWith(": the maintenance page");
        byService().showMaintenance(target);
        assertThat(check(ClusterRange.ofService("shop", "maintenance")))
                .isEqualTo(
                        "WEAK Service front/shop leads to {app=maintenance}, ports 80 to 8080: the maintenance page");
    }

    @Test
    void whatCannotBeSwitchedIsTold() {
        front.edit(service -> service.getSpec()
                .getPorts()
                .add(new ServicePortBuilder()
                        .withName("admin")
                        .withPort(81)
                        .withTargetPort(new IntOrString("admin"))
                        .build()));
        assertThatThrownBy(() -> byService().showMaintenance(target))
                .hasMessageMatching(
                        "(?s)Service front/shop leads its port 81 to the port named 'admin', and pod"
                                + " maintenance-\\d+ has none of that name\nHINT: name the container port of maintenance 'admin'");
        assertThatThrownBy(() -> front.page(ClusterRange.ofIngress("shop", "shop", front.ingressUrl))
                        .showMaintenance(target))
                .hasMessageContaining("Service front/shop does not serve the maintenance page: GET http://127.77")
                .hasMessageContaining("answers 200, not 503 with Retry-After; Ingress front/shop was not switched");

        front.cluster.create(
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("front")
                        .withName("bare")
                        .addToAnnotations(StandInCluster.FORWARD, "true")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build(),
                new IngressBuilder()
                        .withNewMetadata()
                        .withNamespace("front")
                        .withName("nowhere")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build());
        assertThatThrownBy(() -> front.page(ClusterRange.ofService("bare", "maintenance"))
                        .look(target))
                .hasMessageStartingWith("Service front/bare has no selector or no port");
        var byExpression = new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("front")
                .withName("by-expression")
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .addNewMatchExpression()
                .withKey("app")
                .withOperator("Exists")
                .endMatchExpression()
                .endSelector()
                .endSpec()
                .build();
        front.cluster
                .api()
                .fault(call -> call.name().equals("by-expression")
                        ? Optional.of(
                                new MockResponse().setResponseCode(200).setBody(Serialization.asJson(byExpression)))
                        : Optional.empty());
        assertThatThrownBy(() -> front.page(ClusterRange.ofService("shop", "by-expression"))
                        .look(target))
                .hasMessageStartingWith("Deployment front/by-expression selects its pods by no matchLabels");
        assertThatThrownBy(() -> front.page(ClusterRange.ofIngress("nowhere", "maintenance", front.ingressUrl))
                        .look(target))
                .hasMessageStartingWith("Ingress front/nowhere leads nowhere");
    }

    /** The second one reads what the first has switched, and must not keep that as what was before. */
    @Test
    void twoReplicasThatSwitchAtTheSameMomentKeepWhatWasBeforeBoth() {
        Service before = front.service();
        Service switched = front.service();
        KeptFront.keep(switched);
        switched.getSpec().setSelector(Map.of("app", "maintenance"));
        meanwhile("services", "/api/v1/namespaces/front/services/shop", switched);
        byService().showMaintenance(target);
        front.cluster.api().noFault();

        byService().hideMaintenance(target);
        assertThat(front.service().getSpec()).isEqualTo(before.getSpec());
        assertThat(front.service().getMetadata().getAnnotations()).doesNotContainKey(KeptFront.KEPT);

        Ingress ingress = front.ingress();
        KeptFront.keep(ingress);
        toMaintenance(ingress);
        meanwhile("ingresses", "/apis/networking.k8s.io/v1/namespaces/front/ingresses/shop", ingress);
        byIngress().showMaintenance(target);
        front.cluster.api().noFault();

        byIngress().hideMaintenance(target);
        assertThat(front.ingress().getSpec()).isEqualTo(ingressAsDeployed.getSpec());
    }

    /** Endpoints and controllers take their time. */
    @Test
    void itReturnsWhenTheCustomersSeeItAndNotWhenItIsWritten() throws IOException {
        AtomicInteger answers = new AtomicInteger();
        AtomicBoolean maintenance = new AtomicBoolean();
        HttpServer customers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        customers.createContext("/", exchange -> {
            boolean late = answers.incrementAndGet() > 2;
            exchange.getResponseHeaders().set("Retry-After", "600");
            exchange.sendResponseHeaders(maintenance.get() == late ? 503 : 200, -1);
            exchange.close();
        });
        customers.start();
        URI url = URI.create("http://127.0.0.1:" + customers.getAddress().getPort() + "/cart");
        try {
            for (KubernetesFrontPage page : List.of(
                    front.page(way("shop", "maintenance", url, 503)),
                    front.page(ClusterRange.ofIngress("shop", "maintenance", url)))) {
                maintenance.set(true);
                answers.set(0);
                page.showMaintenance(target);
                assertThat(answers).hasValue(3);

                maintenance.set(false);
                answers.set(0);
                page.hideMaintenance(target);
                assertThat(answers).hasValue(3);
            }
        } finally {
            customers.stop(0);
        }
    }

    @Test
    void everyBackendIsSwitchedAndEachComesBackToItsOwn() {
        front.editIngress(ingress -> {
            ingress.getSpec().setDefaultBackend(backend("shop", 80));
            HTTPIngressPath otherType = path("/", "Exact", "exact");
            List<HTTPIngressPath> paths =
                    ingress.getSpec().getRules().get(0).getHttp().getPaths();
            paths.get(1).setBackend(backend("maintenance", 80));
            paths.add(otherType);
            ingress.getSpec()
                    .getRules()
                    .add(new IngressRuleBuilder()
                            .withHost("www.example.com")
                            .withNewHttp()
                            .withPaths(path("/", "Prefix", "www"))
                            .endHttp()
                            .build());
        });
        Ingress before = front.ingress();

        byIngress().showMaintenance(target);

        assertThat(byIngress().look(target).leadsTo())
                .isEqualTo("Ingress front/shop leads everything else to maintenance:80,"
                        + " shop.example.com/ (Prefix) to maintenance:80, shop.example.com/static (Exact) to maintenance:80,"
                        + " shop.example.com/ (Exact) to maintenance:80, www.example.com/ (Prefix) to maintenance:80");
        byIngress().hideMaintenance(target);
        assertThat(front.ingress().getSpec()).isEqualTo(before.getSpec());
    }

    @Test
    void aRuleThatSomebodyRemovedStaysAwayAndALostMemoryIsTold() {
        byIngress().showMaintenance(target);
        front.editIngress(ingress -> ingress.getMetadata().getAnnotations().remove(KeptFront.KEPT));
        assertThatThrownBy(() -> byIngress().hideMaintenance(target))
                .hasMessageStartingWith("Ingress front/shop leads to the maintenance page, and its annotation"
                        + " data-loss-playbook/before-maintenance is gone\nHINT: set its backends by hand");
        asBefore();

        byIngress().showMaintenance(target);
        front.editIngress(ingress ->
                ingress.getSpec().getRules().get(0).getHttp().getPaths().remove(1));
        byIngress().hideMaintenance(target);
        assertThat(look(byIngress()))
                .isEqualTo("false, Ingress front/shop leads shop.example.com/ (Prefix) to shop:web");
    }

    private static HTTPIngressPath path(String path, String type, String service) {
        return new HTTPIngressPathBuilder()
                .withPath(path)
                .withPathType(type)
                .withBackend(backend(service, 80))
                .build();
    }

    private static IngressBackend backend(String service, int port) {
        return new IngressBackendBuilder()
                .withNewService()
                .withName(service)
                .withNewPort()
                .withNumber(port)
                .endPort()
                .endService()
                .build();
    }

    private static void toMaintenance(Ingress ingress) {
        ingress.getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .forEach(path -> path.setBackend(backend("maintenance", 80)));
    }

    /** Just before our first write, another replica has written. */
    private static void meanwhile(String resource, String path, HasMetadata written) {
        AtomicBoolean once = new AtomicBoolean();
        Consumer<ObjectNode> change = now -> {
            ObjectNode wished = new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(written);
            now.set("spec", wished.get("spec"));
            now.withObject("/metadata").set("annotations", wished.at("/metadata/annotations"));
        };
        front.cluster.api().fault(call -> {
            if (call.resource().equals(resource) && call.verb().equals("update") && !once.getAndSet(true)) {
                front.cluster.api().change(path, change);
            }
            return Optional.empty();
        });
    }

    private static void strangers(String service, boolean ready) {
        front.cluster
                .client()
                .resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace("front")
                        .withName("strangers")
                        .addToLabels("kubernetes.io/service-name", service)
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewEndpoint()
                        .withAddresses("127.77.200.200")
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .endEndpoint()
                        .build())
                .create();
    }

    private static void noStrangers() {
        front.cluster
                .client()
                .resources(EndpointSlice.class)
                .inNamespace("front")
                .withName("strangers")
                .delete();
    }

    private String look(KubernetesFrontPage page) {
        FrontPage.Page seen = page.look(target);
        return seen.maintenance() + ", " + seen.leadsTo();
    }

    private String check(KubernetesProperties.FrontPage way) {
        List<Item> items = front.page(way).check(target);
        assertThat(items).hasSize(1);
        assertThat(items.get(0).state()).isIn(State.FOUND, State.WEAK);
        return items.get(0).state() + " " + items.get(0).found();
    }

    private static KubernetesProperties.FrontPage way(
            String service, String deployment, @Nullable URI url, int status) {
        return new KubernetesProperties.FrontPage(
                "front", null, "", null, null, service, deployment, null, null, url, status);
    }

    private KubernetesFrontPage byIngress() {
        return front.page(ClusterRange.ofIngress("shop", "maintenance", front.ingressUrl));
    }

    private KubernetesFrontPage byService() {
        return front.page(ClusterRange.ofService("shop", "maintenance"));
    }
}
