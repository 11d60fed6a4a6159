package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.platform.ClusterFrontPage.OfIngress;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.KeptFront;

/**
 * An Ingress each of whose backends is switched to the maintenance Service, and back, one by one: what somebody added or
 * changed meanwhile stays as it is, and shows in its {@link #words}.
 */
final class SwitchedIngress implements Switchable<Ingress> {

    private final Cluster cluster;
    private final OfIngress front;
    private final MaintenanceAnswer answer;
    private final MaintenanceService maintenance;

    SwitchedIngress(Cluster cluster, OfIngress front, MaintenanceAnswer answer) {
        this.cluster = cluster;
        this.front = front;
        this.answer = answer;
        this.maintenance = new MaintenanceService(cluster, front);
    }

    @Override
    public String name() {
        return "Ingress " + front.namespace() + "/" + front.ingress();
    }

    @Override
    public Ingress read() {
        Ingress ingress = cluster.ask(
                "read " + name(),
                client -> client.network()
                        .v1()
                        .ingresses()
                        .inNamespace(front.namespace())
                        .withName(front.ingress())
                        .get());
        if (ingress == null) {
            throw new HintedException(
                    "there is no " + name(), "correct front-page.ingress of the target, or deploy it");
        }
        if (IngressBackends.of(ingress).places().isEmpty()) {
            throw new HintedException(
                    name() + " leads nowhere: it has no rule with a backend, and no default backend",
                    "name the Ingress that customers come by");
        }
        return ingress;
    }

    @Override
    public String words(Ingress ingress) {
        return name() + " leads " + IngressBackends.of(ingress).words();
    }

    @Override
    public boolean switched(Ingress ingress) {
        return IngressBackends.of(ingress).allAre(maintenance.backend());
    }

    @Override
    public void mustBeServed() {
        maintenance.mustAnswer(answer, name());
    }

    @Override
    public void switchOver(Ingress ingress) {
        IngressBackends.of(ingress).setAll(maintenance.backend());
    }

    @Override
    public boolean giveBack(Ingress ingress, Optional<Ingress> kept) {
        if (kept.isEmpty()) {
            if (switched(ingress)) {
                throw KeptFront.lost(name(), "backends");
            }
            return false;
        }
        IngressBackends.of(ingress).giveBack(IngressBackends.of(kept.get()), maintenance.backend());
        return true;
    }

    @Override
    public Optional<String> notShown() {
        return maintenance.silent().or(() -> MaintenanceAnswer.differs(url(), front.proof()));
    }

    @Override
    public Optional<String> notGivenBack() {
        return MaintenanceAnswer.stillThere(url(), front.proof());
    }

    /** Nothing can be checked here: only the ingress controller knows what is behind the backends. */
    @Override
    public Optional<String> unwell() {
        return Optional.empty();
    }

    private URI url() {
        return Objects.requireNonNull(front.proof().url());
    }

    @Override
    public String maintenance() {
        return front.maintenanceService();
    }

    @Override
    public String hint() {
        return "does the ingress controller watch this Ingress, and does the url lead to it? The step is tried again";
    }
}
