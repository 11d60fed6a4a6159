package playbook.platform.local;

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

/** This machine. */
@Component
class LocalPlatform implements Platform {

    private final ConfiguredTargets targets;
    private final LocalJobs jobs;
    private final LocalApplications applications;
    private final LocalFrontPage frontPage;
    private final LocalServers servers;

    LocalPlatform(
            ConfiguredTargets targets,
            LocalJobs jobs,
            LocalApplications applications,
            LocalFrontPage frontPage,
            LocalServers servers) {
        this.targets = targets;
        this.jobs = jobs;
        this.applications = applications;
        this.frontPage = frontPage;
        this.servers = servers;
    }

    @Override
    public boolean hosts(Target target) {
        return targets.cluster(target).isEmpty();
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
        return NetworkFence.NONE;
    }

    @Override
    public Snapshots snapshots() {
        return Snapshots.NONE;
    }

    @Override
    public Inventory inventory() {
        return Inventory.NONE;
    }
}
