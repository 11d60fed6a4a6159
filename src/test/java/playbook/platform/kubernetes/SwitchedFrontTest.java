package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.FrontPage;
import playbook.platform.Inventory.Item.State;
import playbook.platform.KubernetesProperties;

/** The maintenance page by switching a Service or an Ingress, looked at as a customer does. */
class SwitchedFrontTest {

    private static StandInFront front;
    private static Service asDeployed;
    private static Ingress ingressAsDeployed;

    private final Target target = ClusterRange.targets(Path.of("/none"), ClusterRange.ofService("shop", "maintenance"))
            .named("noa");

    @BeforeAll
    static void start() throws IOException {
        front = new StandInFront();
        asDeployed = service();
        ingressAsDeployed = ingress();
    }

    @AfterAll
    static void stop() throws IOException {
        RightsUsed.areAllGranted(front.cluster.calls());
        RightsUsed.areUsedHere(SwitchedFrontTest.class, front.cluster.calls());
        front.close();
    }

    @AfterEach
    void asBefore() {
        front.cluster.api().noFault();
        edit(service -> {
            service.setSpec(asDeployed.getSpec());
            service.getMetadata().setAnnotations(asDeployed.getMetadata().getAnnotations());
        });
        editIngress(ingress -> {
            ingress.setSpec(ingressAsDeployed.getSpec());
            ingress.getMetadata().setAnnotations(null);
        });
        await().until(() -> answer("shop").equals("200 the shop"));
    }

    @Test
    void aServiceLeadsToTheMaintenancePageAndBackExactly() {
        KubernetesFrontPage page = byService();
        Service before = service();
        FrontPage.Page seen = page.look(target);
        assertThat(seen.maintenance()).isFalse();
        assertThat(seen.leadsTo()).isEqualTo("Service front/shop leads to {app=shop, tier=front}, ports 80 to 8080");
        assertThat(page.check(target)).extracting("state").containsExactly(State.FOUND);

        page.showMaintenance(target);
        page.showMaintenance(target);

        assertThat(answer("shop")).isEqualTo("503 back soon");
        assertThat(page.look(target).maintenance()).isTrue();
        assertThat(page.check(target)).extracting("state").containsExactly(State.WEAK);
        assertThat(service().getMetadata().getAnnotations().get(KeptFront.KEPT))
                .contains(before.getMetadata().getUid(), before.getMetadata().getResourceVersion(), "\"tier\"");

        page.hideMaintenance(target);
        page.hideMaintenance(target);

        assertThat(answer("shop")).isEqualTo("200 the shop");
        assertThat(page.look(target)).isEqualTo(seen);
        assertThat(service().getSpec()).isEqualTo(before.getSpec());
        assertThat(service().getMetadata().getAnnotations())
                .isEqualTo(before.getMetadata().getAnnotations());
    }

    @Test
    void nothingIsSwitchedToPodsThatAreNotReadyOrServeSomethingElse() {
        KubernetesFrontPage page = byService();
        scaleMaintenance(0);

        assertThatThrownBy(() -> page.showMaintenance(target))
                .isInstanceOf(HintedException.class)
                .hasMessage("""
                        Deployment front/maintenance has no ready pod, and Service front/shop was not switched to it
                        HINT: start it (kubectl -n front scale deployment maintenance --replicas=2), or tell customers in another way""");

        assertThatThrownBy(() -> byIngress().showMaintenance(target))
                .hasMessageStartingWith("Service front/maintenance has no ready endpoint, and Ingress"
                        + " front/shop was not switched to it");
        assertThat(StandInFront.answer(front.ingressUrl)).isEqualTo("200 the shop");
        scaleMaintenance(2);

        assertThatThrownBy(() ->
                        frontPage(ClusterRange.ofService("shop", "shop-v2")).showMaintenance(target))
                .hasMessageStartingWith("there is no Deployment shop-v2 in namespace front");
        assertThatThrownBy(() ->
                        frontPage(ClusterRange.ofService("maintenance", "shop")).showMaintenance(target))
                .hasMessageMatching("(?s)pod shop-\\d+ does not serve the maintenance page: GET http://127.77\\S+:8080/"
                        + " answers 200, not 503 with Retry-After; Service front/maintenance was not switched.*");
        assertThat(answer("shop")).isEqualTo("200 the shop");
    }

    @Test
    void whatSomebodyChangedMeanwhileIsToldAndNotOverwritten() {
        KubernetesFrontPage page = byService();
        FrontPage.Page before = page.look(target);
        page.showMaintenance(target);
        edit(service -> service.getSpec().getPorts().get(0).setPort(8081));
        edit(service -> service.getMetadata().getAnnotations().put("team", "shop"));

        await().until(() -> StandInFront.answer(
                        java.net.URI.create(front.url("shop").toString().replace(":80/", ":8081/")))
                .equals("503 back soon"));
        page.hideMaintenance(target);

        assertThat(page.look(target)).isNotEqualTo(before);
        assertThat(page.look(target).leadsTo())
                .isEqualTo("Service front/shop leads to {app=shop, tier=front}, ports 8081 to 8080");
        assertThat(service().getMetadata().getAnnotations()).containsEntry("team", "shop");
    }

    @Test
    void aServiceThatSomebodyLedElsewhereStaysThere() {
        KubernetesFrontPage page = byService();
        page.showMaintenance(target);
        edit(service -> service.getSpec().setSelector(Map.of("app", "shop")));
        page.hideMaintenance(target);

        assertThat(page.look(target).leadsTo()).contains("leads to {app=shop}, ");

        edit(service -> service.getSpec().setSelector(Map.of("app", "maintenance")));
        edit(service -> service.getMetadata().getAnnotations().remove(KeptFront.KEPT));
        assertThatThrownBy(() -> page.hideMaintenance(target))
                .hasMessageStartingWith("Service front/shop leads to the maintenance page, and its annotation"
                        + " data-loss-playbook/before-maintenance is gone\nHINT: set its selector by hand");
    }

    @Test
    void aServiceThatWasMadeAnewIsNotTakenForTheOld() {
        KubernetesFrontPage page = byService();
        page.showMaintenance(target);
        edit(service -> service.getMetadata()
                .getAnnotations()
                .computeIfPresent(
                        KeptFront.KEPT,
                        (key, kept) -> kept.replace(service.getMetadata().getUid(), "another")));

        assertThatThrownBy(() -> page.hideMaintenance(target))
                .hasMessageContaining("Service shop was made anew during the response");
    }

    @Test
    void whoIsOvertakenReadsAgain() {
        KubernetesFrontPage page = byService();
        AtomicInteger refused = new AtomicInteger();
        front.cluster
                .api()
                .fault(call -> call.verb().equals("update") && refused.getAndIncrement() < 2
                        ? Optional.of(StandInApi.refusal(409, "the object has been modified"))
                        : Optional.empty());

        page.showMaintenance(target);

        assertThat(refused).hasValue(3);
        assertThat(answer("shop")).isEqualTo("503 back soon");
    }

    @Test
    void eachBackendOfAnIngressLeadsToTheMaintenancePageAndBackExactly() {
        KubernetesFrontPage page = byIngress();
        Ingress before = ingress();
        FrontPage.Page seen = page.look(target);
        assertThat(seen.leadsTo())
                .isEqualTo("Ingress front/shop leads shop.example.com/ (Prefix) to shop:web,"
                        + " shop.example.com/static (Exact) to static:8000");
        assertThat(StandInFront.answer(front.ingressUrl)).isEqualTo("200 the shop");

        page.showMaintenance(target);
        page.showMaintenance(target);

        assertThat(StandInFront.answer(front.ingressUrl)).isEqualTo("503 back soon");
        assertThat(page.look(target).leadsTo())
                .isEqualTo("Ingress front/shop leads shop.example.com/ (Prefix) to maintenance:80,"
                        + " shop.example.com/static (Exact) to maintenance:80");
        assertThat(page.look(target).maintenance()).isTrue();

        page.hideMaintenance(target);

        assertThat(StandInFront.answer(front.ingressUrl)).isEqualTo("200 the shop");
        assertThat(page.look(target)).isEqualTo(seen);
        assertThat(ingress().getSpec()).isEqualTo(before.getSpec());
        assertThat(ingress().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void aRuleThatSomebodyChangedMeanwhileStays() {
        KubernetesFrontPage page = byIngress();
        page.showMaintenance(target);
        editIngress(ingress -> ingress.getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(1)
                .getBackend()
                .getService()
                .setName("static-v2"));

        page.hideMaintenance(target);

        assertThat(page.look(target).leadsTo())
                .isEqualTo("Ingress front/shop leads shop.example.com/ (Prefix) to shop:web,"
                        + " shop.example.com/static (Exact) to static-v2:80");
    }

    private static void scaleMaintenance(int replicas) {
        front.cluster
                .client()
                .apps()
                .deployments()
                .inNamespace("front")
                .withName("maintenance")
                .scale(replicas);
        if (replicas > 0) {
            front.serve("maintenance", 503, true);
        }
        await().until(() -> answer("maintenance").startsWith(replicas == 0 ? "none" : "503"));
    }

    private KubernetesFrontPage byIngress() {
        return frontPage(ClusterRange.ofIngress("shop", "maintenance", front.ingressUrl));
    }

    private KubernetesFrontPage byService() {
        return frontPage(ClusterRange.ofService("shop", "maintenance"));
    }

    private KubernetesFrontPage frontPage(KubernetesProperties.FrontPage way) {
        ConfiguredTargets targets = ClusterRange.targets(front.root, way);
        Cluster asked = front.cluster.asked();
        return new KubernetesFrontPage(targets, asked, new PortForwards(targets, asked));
    }

    private static String answer(String service) {
        return StandInFront.answer(front.url(service));
    }

    private static Service service() {
        return front.cluster
                .client()
                .services()
                .inNamespace("front")
                .withName("shop")
                .get();
    }

    private static Ingress ingress() {
        return front.cluster
                .client()
                .network()
                .v1()
                .ingresses()
                .inNamespace("front")
                .withName("shop")
                .get();
    }

    private static void edit(Consumer<Service> change) {
        front.cluster.client().services().inNamespace("front").withName("shop").edit(now -> {
            change.accept(now);
            return now;
        });
    }

    private static void editIngress(Consumer<Ingress> change) {
        front.cluster
                .client()
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
}
