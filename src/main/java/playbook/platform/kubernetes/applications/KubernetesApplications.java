package playbook.platform.kubernetes.applications;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.PodRequest;
import playbook.platform.kubernetes.api.Pods;
import playbook.platform.kubernetes.server.PortForwards;

/**
 * Deployments, whose replicas are what is wished, and CronJobs, of which one replica is wished while they are not
 * suspended. An autoscaler rests by itself while a Deployment has no replicas, and goes on when it has some again.
 */
@Component
public class KubernetesApplications implements Applications {

    public static final String CRON_JOB = "cronjob/";

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final PortForwards forwards;

    public KubernetesApplications(ConfiguredTargets targets, Cluster cluster, PortForwards forwards) {
        this.targets = targets;
        this.cluster = cluster;
        this.forwards = forwards;
    }

    @Override
    public List<ApplicationState> look(Target target) {
        return cluster(target).applications().order().stream()
                .map(name -> name.startsWith(CRON_JOB) ? lookAtCronJob(target, name) : lookAtDeployment(target, name))
                .toList();
    }

    /** Of one that is wished away each pod counts, of one that is wished those that are ready. */
    private ApplicationState lookAtDeployment(Target target, String name) {
        Deployment deployment = deployment(target, name);
        int wanted = deployment.getSpec().getReplicas() == null
                ? 1
                : deployment.getSpec().getReplicas();
        List<Pod> pods = wanted == 0 ? Pods.of(cluster, deployment) : Pods.ready(cluster, deployment);
        return new ApplicationState(name, wanted, pods.size(), TestMode.on(deployment));
    }

    private ApplicationState lookAtCronJob(Target target, String name) {
        CronJob job = cronJob(target, name);
        int active = job.getStatus() == null ? 0 : job.getStatus().getActive().size();
        return suspended(job) ? new ApplicationState(name, 0, active, false) : new ApplicationState(name, 1, 1, false);
    }

    @Override
    public void scale(Target target, String application, int replicas, boolean testMode) {
        mustBeConfigured(target, application);
        String namespace = cluster(target).applications().namespace();
        if (application.startsWith(CRON_JOB)) {
            Edit.of(
                    cluster,
                    "suspend or resume CronJob " + namespace + "/" + application,
                    () -> cronJob(target, application),
                    job -> job.getSpec().setSuspend(replicas == 0));
        } else {
            Edit.of(
                    cluster,
                    "scale Deployment " + namespace + "/" + application,
                    () -> deployment(target, application),
                    it -> {
                        it.getSpec().setReplicas(replicas);
                        TestMode.set(it, cluster(target).applications(), testMode);
                    });
        }
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        if (application.startsWith(CRON_JOB)) {
            return List.of();
        }
        Deployment deployment = deployment(target, application);
        return Pods.ready(cluster, deployment).stream()
                .map(pod -> URI.create("http://" + address(target, pod)))
                .toList();
    }

    private String address(Target target, Pod pod) {
        if (cluster(target).portForward()) {
            return "127.0.0.1:" + forwards.replica(pod, port(target, pod));
        }
        String address = pod.getStatus().getPodIP();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port(target, pod);
    }

    private int port(Target target, Pod pod) {
        TargetCluster.Applications applications = cluster(target).applications();
        if (applications.port() > 0) {
            return applications.port();
        }
        return pod.getSpec().getContainers().stream()
                .filter(container -> applications.container().isEmpty()
                        || container.getName().equals(applications.container()))
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "pod " + pod.getMetadata().getName() + " names no port",
                        "set kubernetes.applications.port of the target"));
    }

    /** A pod that serves now, to run a command in. */
    public Pod ready(Target target, String application) {
        Deployment deployment = deployment(target, application);
        return Pods.ready(cluster, deployment).stream()
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        application + " has no ready pod to run a command in",
                        "kubectl -n " + deployment.getMetadata().getNamespace() + " describe deployment " + application
                                + " tells why"));
    }

    /** Of a CronJob also what its runs said that have ended: they end by themselves, in a container with its own name. */
    @Override
    public List<String> errorsSince(Target target, String application, Instant since) {
        String marker = cluster(target).applications().errorMarker();
        boolean cronJob = application.startsWith(CRON_JOB);
        String container = cronJob ? "" : cluster(target).applications().container();
        return (cronJob ? runs(target, application, since) : Pods.of(cluster, deployment(target, application)))
                .stream()
                        .flatMap(pod -> PodRequest.log(cluster, pod, container, Map.of("sinceTime", since.toString()))
                                .lines())
                        .filter(line -> line.contains(marker))
                        .toList();
    }

    private List<Pod> runs(Target target, String application, Instant since) {
        mustBeConfigured(target, application);
        return Pods.ofCronJob(
                cluster, cluster(target).applications().namespace(), application.substring(CRON_JOB.length()), since);
    }

    private Deployment deployment(Target target, String name) {
        mustBeConfigured(target, name);
        return Pods.deployment(cluster, cluster(target).applications().namespace(), name);
    }

    private CronJob cronJob(Target target, String application) {
        String namespace = cluster(target).applications().namespace();
        String name = application.substring(CRON_JOB.length());
        CronJob job = cluster.ask(
                "read CronJob " + namespace + "/" + name,
                client -> client.batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
        if (job == null) {
            throw new HintedException(
                    "there is no CronJob " + name + " in namespace " + namespace,
                    "correct the target's applications, or deploy it");
        }
        return job;
    }

    private static boolean suspended(CronJob job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
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
