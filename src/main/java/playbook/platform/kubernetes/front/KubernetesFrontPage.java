package playbook.platform.kubernetes.front;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ClusterFrontPage;
import playbook.platform.ConfiguredTargets;
import playbook.platform.FrontPage;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.server.PortForwards;

/** The maintenance page in a cluster: as a file in containers, or by switching a Service or an Ingress. */
@Component
public class KubernetesFrontPage implements FrontPage {

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final PortForwards forwards;

    public KubernetesFrontPage(ConfiguredTargets targets, Cluster cluster, PortForwards forwards) {
        this.targets = targets;
        this.cluster = cluster;
        this.forwards = forwards;
    }

    @Override
    public Page look(Target target) {
        return front(target).look();
    }

    @Override
    public void showMaintenance(Target target) {
        front(target).show();
    }

    @Override
    public void hideMaintenance(Target target) {
        front(target).hide();
    }

    public List<Item> check(Target target) {
        return front(target).check();
    }

    private Front front(Target target) {
        TargetCluster is = targets.cluster(target).orElseThrow();
        ClusterFrontPage page = is.frontPage();
        if (page instanceof ClusterFrontPage.InContainer files) {
            return new PageInContainer(cluster, files);
        }
        MaintenanceAnswer answer = new MaintenanceAnswer(is.portForward() ? forwards : null);
        if (page instanceof ClusterFrontPage.OfService service) {
            return new SwitchedFront<>(cluster, new SwitchedService(cluster, service, answer), Service.class);
        }
        if (page instanceof ClusterFrontPage.OfIngress ingress) {
            return new SwitchedFront<>(cluster, new SwitchedIngress(cluster, ingress, answer), Ingress.class);
        }
        throw new HintedException(
                "no front page is configured for " + target.label(),
                "set playbook.targets." + target.name() + ".kubernetes.front-page");
    }
}
