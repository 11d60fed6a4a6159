package playbook.platform.kubernetes.applications;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Edit;
import playbook.platform.kubernetes.api.PodRequest;
import playbook.platform.kubernetes.api.Pods;

/** A CronJob, which counts as one wanted replica while it is not suspended. Active runs are left to end. */
final class CronJobWorkload implements Workload {

    /** What its name in the configuration begins with. */
    static final String PREFIX = "cronjob/";

    private final Cluster cluster;
    private final String namespace;
    private final String application;
    private final String name;

    /** @param application its name in the configuration */
    CronJobWorkload(Cluster cluster, String namespace, String application) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.application = application;
        this.name = application.substring(PREFIX.length());
    }

    @Override
    public ApplicationState look() {
        CronJob job = cronJob();
        int active = job.getStatus() == null ? 0 : job.getStatus().getActive().size();
        return Boolean.TRUE.equals(job.getSpec().getSuspend())
                ? new ApplicationState(application, 0, active, false)
                : new ApplicationState(application, 1, 1, false);
    }

    @Override
    public void scale(int replicas, boolean testMode) {
        Edit.of(
                cluster,
                "suspend or resume CronJob " + namespace + "/" + name,
                this::cronJob,
                job -> job.getSpec().setSuspend(replicas == 0));
    }

    @Override
    public List<URI> addresses() {
        return List.of();
    }

    /** The log lines, also of runs that have ended since; each run's container has its own name. */
    @Override
    public Stream<String> log(Instant since) {
        return Pods.ofCronJob(cluster, namespace, name, since).stream()
                .flatMap(pod -> PodRequest.log(cluster, pod, "", Map.of("sinceTime", since.toString()))
                        .lines());
    }

    private CronJob cronJob() {
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
}
