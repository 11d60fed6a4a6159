package playbook.platform.kubernetes.front;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.FrontPage;
import playbook.platform.Inventory.Item.State;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.StandInFront;
import playbook.platform.kubernetes.api.KeptFront;

/** The maintenance page by switching a Service or an Ingress, looked at as a customer does. */
public class SwitchedFrontTest {

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
        RightsUsed.areUsedHere(SwitchedFrontTest.class, front.cluster.calls());
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
        await().until(() -> answer("shop").equals("200 the shop"));
    }

    @Test
    void aServiceLeadsToTheMaintenancePageAndBackExactly() {
        KubernetesFrontPage page = byService();
        Service before = front.service();
        FrontPage.Page seen = page.look(target);
        assertThat(seen.maintenance()).isFalse();
        assertThat(seen.leadsTo()).isEqualTo("Service front/shop leads to {app=shop, tier=front}, ports 80 to 8080");
        assertThat(page.check(target)).extracting("state").containsExactly(State.FOUND);

        page.showMaintenance(target);
        page.showMaintenance(target);

        assertThat(answer("shop")).isEqualTo("503 back soon");
        assertThat(page.look(target).maintenance()).isTrue();
        assertThat(page.check(target)).extracting("state").containsExactly(State.WEAK);
        assertThat(front.service().getMetadata().getAnnotations().get(KeptFront.KEPT))
                .contains(before.getMetadata().getUid(), before.getMetadata().getResourceVersion(), "\"tier\"");

        page.hideMaintenance(target);
        page.hideMaintenance(target);

        assertThat(answer("shop")).isEqualTo("200 the shop");
        assertThat(page.look(target)).isEqualTo(seen);
        assertThat(front.service().getSpec()).isEqualTo(before.getSpec());
        assertThat(front.service().getMetadata().getAnnotations())
                .isEqualTo(before.getMetadata().getAnnotations());
    }

    @Test
    void nothingIsSwitchedToPodsThatAreNotReadyOrServeSomethingElse() {
        KubernetesFrontPage page = byService();
        front.scaleMaintenance(0);

        assertThatThrownBy(() -> page.showMaintenance(target))
                .isInstanceOf(HintedException.class)
                .hasMessage("""
                        Deployment front/maintenance has no ready pod, and Service front/shop was not switched to it
                        HINT: start it (kubectl -n front scale deployment maintenance --replicas=2), or tell customers in another way""");

        assertThatThrownBy(() -> byIngress().showMaintenance(target))
                .hasMessageStartingWith("Service front/maintenance has no ready endpoint, and Ingress"
                        + " front/shop was not switched to it");
        assertThat(StandInFront.answer(front.ingressUrl)).isEqualTo("200 the shop");
        front.scaleMaintenance(2);

        assertThatThrownBy(() ->
                        front.page(ClusterRange.ofService("shop", "shop-v2")).showMaintenance(target))
                .hasMessageStartingWith("there is no Deployment shop-v2 in namespace front");
        assertThatThrownBy(() -> front.page(ClusterRange.ofService("maintenance", "shop"))
                        .showMaintenance(target))
                .hasMessageMatching("(?s)pod shop-\\d+ does not serve the maintenance page: GET http://127.77\\S+:8080/"
                        + " answers 200, not 503 with Retry-After; Service front/maintenance was not switched.*");
        assertThat(answer("shop")).isEqualTo("200 the shop");
    }

    @Test
    void whatSomebodyChangedMeanwhileIsToldAndNotOverwritten() {
        KubernetesFrontPage page = byService();
        FrontPage.Page before = page.look(target);
        page.showMaintenance(target);
        front.edit(service -> service.getSpec().getPorts().get(0).setPort(8081));
        front.edit(service -> service.getMetadata().getAnnotations().put("team", "shop"));

        await().until(() -> StandInFront.answer(
                        java.net.URI.create(front.url("shop").toString().replace(":80/", ":8081/")))
                .equals("503 back soon"));
        page.hideMaintenance(target);

        assertThat(page.look(target).sha256()).isNotEqualTo(before.sha256());
        assertThat(page.look(target).leadsTo())
                .isEqualTo("Service front/shop leads to {app=shop, tier=front}, ports 8081 to 8080");
        assertThat(front.service().getMetadata().getAnnotations()).containsEntry("team", "shop");
    }

    @Test
    void aServiceThatSomebodyLedElsewhereStaysThere() {
        KubernetesFrontPage page = byService();
        page.showMaintenance(target);
        front.edit(service -> service.getSpec().setSelector(Map.of("app", "shop")));
        page.hideMaintenance(target);

        assertThat(page.look(target).leadsTo()).contains("leads to {app=shop}, ");
        assertThat(front.service().getMetadata().getAnnotations()).containsKey(KeptFront.KEPT);
        front.edit(service -> service.getSpec().setSelector(asDeployed.getSpec().getSelector()));
        page.hideMaintenance(target);
        assertThat(front.service().getMetadata().getAnnotations()).doesNotContainKey(KeptFront.KEPT);

        front.edit(service -> service.getSpec().setSelector(Map.of("app", "maintenance")));
        assertThatThrownBy(() -> page.hideMaintenance(target))
                .hasMessageStartingWith("Service front/shop leads to the maintenance page, and its annotation"
                        + " data-loss-playbook/before-maintenance is gone\nHINT: set its selector by hand");
    }

    @Test
    void aServiceThatWasMadeAnewIsNotTakenForTheOld() {
        KubernetesFrontPage page = byService();
        page.showMaintenance(target);
        front.edit(service -> service.getMetadata()
                .getAnnotations()
                .computeIfPresent(
                        KeptFront.KEPT,
                        (key, kept) -> kept.replace(service.getMetadata().getUid(), "another")));

        assertThatThrownBy(() -> page.hideMaintenance(target))
                .hasMessageContaining("Service shop was recreated during the response");
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
        Ingress before = front.ingress();
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
        assertThat(front.ingress().getSpec()).isEqualTo(before.getSpec());
        assertThat(front.ingress().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void aRuleThatSomebodyChangedMeanwhileStays() {
        KubernetesFrontPage page = byIngress();
        page.showMaintenance(target);
        front.editIngress(ingress -> ingress.getSpec()
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

    private KubernetesFrontPage byIngress() {
        return front.page(ClusterRange.ofIngress("shop", "maintenance", front.ingressUrl));
    }

    private KubernetesFrontPage byService() {
        return front.page(ClusterRange.ofService("shop", "maintenance"));
    }

    private static String answer(String service) {
        return StandInFront.answer(front.url(service));
    }
}
