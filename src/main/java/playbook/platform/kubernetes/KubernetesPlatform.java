package playbook.platform.kubernetes;

import org.springframework.stereotype.Component;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.ConfiguredTargets;
import playbook.platform.FrontPage;
import playbook.platform.Inventory;
import playbook.platform.Jobs;
import playbook.platform.NetworkFence;
import playbook.platform.Platform;
import playbook.platform.Servers;
import playbook.platform.Snapshots;
import playbook.platform.kubernetes.applications.KubernetesApplications;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.inventory.KubernetesInventory;
import playbook.platform.kubernetes.jobs.KubernetesJobs;
import playbook.platform.kubernetes.server.KubernetesNetworkFence;
import playbook.platform.kubernetes.server.KubernetesServers;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;

/** The cluster that KUBECONFIG names, or in which we run. */
@Component
class KubernetesPlatform implements Platform {

    private final ConfiguredTargets targets;
    private final KubernetesJobs jobs;
    private final KubernetesApplications applications;
    private final KubernetesFrontPage frontPage;
    private final KubernetesServers servers;
    private final KubernetesNetworkFence networkFence;
    private final KubernetesSnapshots snapshots;
    private final KubernetesInventory inventory;

    KubernetesPlatform(
            ConfiguredTargets targets,
            KubernetesJobs jobs,
            KubernetesApplications applications,
            KubernetesFrontPage frontPage,
            KubernetesServers servers,
            KubernetesNetworkFence networkFence,
            KubernetesSnapshots snapshots,
            KubernetesInventory inventory) {
        this.targets = targets;
        this.jobs = jobs;
        this.applications = applications;
        this.frontPage = frontPage;
        this.servers = servers;
        this.networkFence = networkFence;
        this.snapshots = snapshots;
        this.inventory = inventory;
    }

    @Override
    public boolean hosts(Target target) {
        return targets.cluster(target).isPresent();
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public Applications applications() {
        return applications;
    }

    @Override
    public FrontPage frontPage() {
        return frontPage;
    }

    @Override
    public Servers servers() {
        return servers;
    }

    @Override
    public NetworkFence networkFence() {
        return networkFence;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }
}
