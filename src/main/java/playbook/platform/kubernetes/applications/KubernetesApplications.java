package playbook.platform.kubernetes.applications;

import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.server.PortForwards;

/**
 * Deployments and CronJobs. An autoscaler (HPA) pauses while a Deployment has 0 replicas, and continues when it has
 * some again.
 */
@Component
public class KubernetesApplications implements Applications {

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final PortForwards forwards;

    public KubernetesApplications(ConfiguredTargets targets, Cluster cluster, PortForwards forwards) {
        this.targets = targets;
        this.cluster = cluster;
        this.forwards = forwards;
    }

    /** Kubernetes names of the configured CronJobs, or of the configured Deployments. */
    public static List<String> names(TargetCluster is, boolean cronJobs) {
        return is.applications().order().stream()
                .filter(name -> name.startsWith(CronJobWorkload.PREFIX) == cronJobs)
                .map(name -> cronJobs ? name.substring(CronJobWorkload.PREFIX.length()) : name)
                .toList();
    }

    @Override
    public List<ApplicationState> look(Target target) {
        return cluster(target).applications().order().stream()
                .map(name -> workload(target, name).look())
                .toList();
    }

    @Override
    public void scale(Target target, String application, int replicas, boolean testMode) {
        workload(target, application).scale(replicas, testMode);
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        return workload(target, application).addresses();
    }

    /** A pod that serves now, to run a command in. */
    public Pod ready(Target target, String application) {
        mustBeConfigured(target, application);
        return deployment(target, application).ready();
    }

    @Override
    public List<String> errorsSince(Target target, String application, Instant since) {
        String marker = cluster(target).applications().errorMarker();
        return workload(target, application)
                .log(since)
                .filter(line -> line.contains(marker))
                .toList();
    }

    private Workload workload(Target target, String application) {
        mustBeConfigured(target, application);
        return application.startsWith(CronJobWorkload.PREFIX)
                ? new CronJobWorkload(cluster, cluster(target).applications().namespace(), application)
                : deployment(target, application);
    }

    private DeploymentWorkload deployment(Target target, String name) {
        return new DeploymentWorkload(cluster, cluster(target), name, forwards);
    }

    private void mustBeConfigured(Target target, String application) {
        if (!cluster(target).applications().order().contains(application)) {
            throw new HintedException(
                    "application '" + application + "' is not one of "
                            + cluster(target).applications().order(),
                    "playbook.targets." + target.name() + ".applications names those that may be touched");
        }
    }

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
