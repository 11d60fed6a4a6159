package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.applications.KubernetesApplications;
import playbook.platform.kubernetes.server.DatabasePod;
import playbook.platform.kubernetes.server.ServerInPlace;
import playbook.platform.kubernetes.snapshots.SideVolume;

/**
 * Jobs in a cluster: a ConfigMap and a Job of the job's own name. The ConfigMap tells, also when the Job is gone, that
 * it was started, or that it must not start any more; {@code pod.sh} in it runs the command and tells its end by the log.
 */
@Component
public class KubernetesJobs implements Jobs {

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final JobConfigMaps maps;
    private final JobObjects objects;
    private final JobWatch watch;
    private final Serving serving;
    private final KubernetesApplications applications;
    private final ApplicationRuns runs;
    private final SideVolume sideVolume;

    public KubernetesJobs(ConfiguredTargets targets, Cluster cluster, KubernetesApplications applications) {
        this.targets = targets;
        this.cluster = cluster;
        this.maps = new JobConfigMaps(cluster);
        this.objects = new JobObjects(cluster);
        this.watch = new JobWatch(cluster);
        this.serving = new Serving(cluster);
        this.applications = applications;
        this.runs = new ApplicationRuns(cluster);
        this.sideVolume = new SideVolume(cluster);
    }

    @Override
    public void start(Job job) {
        TargetCluster target = cluster(job.target());
        String namespace = target.namespace();
        String name = job.name();
        ConfigMap known = maps.find(namespace, name);
        if (known != null && (JobConfigMaps.cancelled(known) || JobConfigMaps.started(known))) {
            return;
        }
        if (job.command() instanceof Job.Command.InApplication command) {
            if (known == null) {
                startInside(job, target, command);
            }
            return;
        }
        if (objects.job(namespace, name) == null) {
            removeLeftOvers(job.target(), Instant.now());
            serving.makeRoom(target, job);
            create(job, target);
        }
        markStarted(namespace, name);
    }

    void removeLeftOvers(Target target, Instant now) {
        OldJobs.find(cluster, cluster(target).namespace(), target, now).forEach(name -> forget(target, name));
    }

    private void create(Job wanted, TargetCluster configured) {
        Job job = targets.repository(wanted.target()).in(wanted);
        String namespace = configured.namespace();
        DatabasePod database = DatabasePod.look(cluster, ServerInPlace.of(cluster, configured));
        // What writes data writes that of the server which takes, or took, the configured one's place.
        TargetCluster target =
                configured.server().restored() != null && job.writes().contains(Job.Storage.DATA)
                        ? configured.exchanged()
                        : ServerInPlace.of(cluster, configured);
        WorkClaim.ensure(cluster, target);
        JobManifest manifest = new JobManifest(
                job, target, JobEnvironment.of(cluster, job, target), database, sideVolume.ready(target, job));
        maps.create(JobInput.of(job, namespace));
        cluster.tryTo(
                "create Job " + namespace + "/" + job.name(),
                409,
                client -> client.resource(manifest.job()).create());
    }

    private void startInside(Job job, TargetCluster target, Job.Command.InApplication command) {
        if (command.argv().isEmpty()) {
            throw new HintedException(
                    "no data test of " + command.application() + " is configured",
                    "set checks.integrity-command of the target, argv as in the container");
        }
        runs.start(
                job,
                target.namespace(),
                applications.ready(job.target(), command.application()),
                target.applications().container(),
                command.argv());
    }

    private void markStarted(String namespace, String name) {
        ConfigMap map = maps.find(namespace, name);
        io.fabric8.kubernetes.api.model.batch.v1.Job made = objects.job(namespace, name);
        if (map != null && made != null) {
            maps.started(map, made.getMetadata().getUid());
        }
    }

    @Override
    public JobStatus look(Target target, String name) {
        return watch.look(cluster(target).namespace(), name);
    }

    @Override
    public void cancel(Target target, String name) {
        String namespace = cluster(target).namespace();
        if (look(target, name).ended()) {
            return;
        }
        if (maps.cancel(target, namespace, name)) {
            serving.delete(namespace, name);
        } else {
            cancel(target, name);
        }
    }

    @Override
    public void forget(Target target, String name) {
        String namespace = cluster(target).namespace();
        io.fabric8.kubernetes.api.model.batch.v1.Job job = objects.job(namespace, name);
        if (job != null && job.getMetadata().getLabels().containsKey(Names.SERVES)) {
            return;
        }
        serving.delete(namespace, name);
        maps.delete(namespace, name);
    }

    @Override
    public void endServing(Target target, String incidentKey, String group) {
        serving.end(cluster(target), incidentKey, group);
    }

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
