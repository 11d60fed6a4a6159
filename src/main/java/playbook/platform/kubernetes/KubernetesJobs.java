package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.TargetCluster;

/**
 * Jobs in a cluster: a ConfigMap and a Job of the job's own name. The ConfigMap tells, also when the Job is gone, that
 * it was started, or that it must not start any more; {@code pod.sh} in it runs the command and tells its end by the log.
 */
@Component
class KubernetesJobs implements Jobs {

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final JobObjects objects;
    private final Serving serving;
    private final KubernetesApplications applications;
    private final ApplicationRuns runs;
    private final SideVolume sideVolume;
    private final VolumeSnapshots snapshots;

    KubernetesJobs(ConfiguredTargets targets, Cluster cluster, KubernetesApplications applications) {
        this.targets = targets;
        this.cluster = cluster;
        this.objects = new JobObjects(cluster);
        this.serving = new Serving(cluster);
        this.applications = applications;
        this.runs = new ApplicationRuns(cluster);
        this.sideVolume = new SideVolume(cluster);
        this.snapshots = new VolumeSnapshots(cluster);
    }

    @Override
    public void start(Job job) {
        TargetCluster target = cluster(job.target());
        String namespace = target.namespace();
        String name = job.name();
        ConfigMap known = objects.configMap(namespace, name);
        if (known != null && (JobObjects.cancelled(known) || JobObjects.started(known))) {
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
        LeftOvers.find(cluster, cluster(target).namespace(), target, now).forEach(name -> forget(target, name));
    }

    private void create(Job wanted, TargetCluster configured) {
        Job job = targets.repository(wanted.target()).in(wanted);
        String namespace = configured.namespace();
        DatabasePod database = DatabasePod.look(cluster, ServerInPlace.of(cluster, configured));
        // What writes data writes that of the server which takes, or took, the configured one's place.
        TargetCluster target = configured.restored() != null && job.writes().contains(Job.Storage.DATA)
                ? configured.exchanged()
                : ServerInPlace.of(cluster, configured);
        WorkClaim.ensure(cluster, target);
        JobManifest manifest =
                new JobManifest(job, target, serving.environment(job, target), database, sideVolume.ready(target, job));
        cluster.tryTo(
                "create ConfigMap " + namespace + "/" + job.name(),
                409,
                client -> client.resource(manifest.configMap()).create());
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
        ConfigMap map = objects.configMap(namespace, name);
        io.fabric8.kubernetes.api.model.batch.v1.Job made = objects.job(namespace, name);
        if (map != null && made != null) {
            objects.update(new ConfigMapBuilder(map)
                    .editMetadata()
                    .addToAnnotations(Names.STARTED, made.getMetadata().getUid())
                    .endMetadata()
                    .build());
        }
    }

    @Override
    public JobStatus look(Target target, String name) {
        String namespace = cluster(target).namespace();
        io.fabric8.kubernetes.api.model.batch.v1.Job job = objects.job(namespace, name);
        if (job == null) {
            return lookWithoutJob(namespace, name);
        }
        JobStatus seen =
                sight(namespace, name, job, objects.newestPod(namespace, name).orElse(null));
        String snapshot = job.getMetadata().getLabels().get(Names.SNAPSHOT);
        return snapshot == null || seen.ended() || seen.startedAt() != null
                ? seen
                : SnapshotSight.waiting(seen, snapshots.find(namespace, snapshot), snapshot, Instant.now());
    }

    private JobStatus lookWithoutJob(String namespace, String name) {
        ConfigMap map = objects.configMap(namespace, name);
        if (map != null && ApplicationRuns.is(map)) {
            return ApplicationRuns.look(map, JobObjects.cancelled(map));
        }
        // Without both it was never started, or is forgotten, whatever still ends there.
        Pod pod = map == null ? null : objects.newestPod(namespace, name).orElse(null);
        return pod == null
                ? JobSight.gone(
                        namespace,
                        name,
                        map != null && JobObjects.cancelled(map),
                        map != null && JobObjects.started(map))
                : sight(namespace, name, null, pod);
    }

    /** The ConfigMap is read only when it tells one end from another. */
    private JobStatus sight(
            String namespace,
            String name,
            io.fabric8.kubernetes.api.model.batch.v1.@Nullable Job job,
            @Nullable Pod pod) {
        PodLog log = pod == null ? PodLog.NOTHING : objects.log(pod);
        JobStatus seen = JobSight.of(job, pod, log, false);
        if (!seen.ended() || seen.state() == JobStatus.State.SUCCEEDED) {
            return seen;
        }
        ConfigMap map = objects.configMap(namespace, name);
        return map != null && JobObjects.cancelled(map) ? JobSight.of(job, pod, log, true) : seen;
    }

    @Override
    public void cancel(Target target, String name) {
        String namespace = cluster(target).namespace();
        JobStatus now = look(target, name);
        if (now.ended()) {
            return;
        }
        // From here on no pod of it begins any more, also one whose Job is created at this moment.
        ConfigMap map = objects.configMap(namespace, name);
        if (map == null) {
            Optional<ConfigMap> made = cluster.tryTo(
                    "create ConfigMap " + namespace + "/" + name,
                    409,
                    client -> client.resource(new ConfigMapBuilder()
                                    .withNewMetadata()
                                    .withNamespace(namespace)
                                    .withName(name)
                                    .withLabels(Map.of(Names.MANAGED_BY, Names.US, Names.TARGET, target.name()))
                                    .endMetadata()
                                    .withData(Map.of("cancelled", "true"))
                                    .build())
                            .create());
            if (made.isEmpty()) {
                cancel(target, name);
                return;
            }
        } else if (!JobObjects.cancelled(map)) {
            objects.update(
                    new ConfigMapBuilder(map).addToData("cancelled", "true").build());
        }
        serving.delete(namespace, name);
    }

    @Override
    public void forget(Target target, String name) {
        String namespace = cluster(target).namespace();
        io.fabric8.kubernetes.api.model.batch.v1.Job job = objects.job(namespace, name);
        if (job != null && job.getMetadata().getLabels().containsKey(Names.SERVES)) {
            return;
        }
        serving.delete(namespace, name);
        cluster.ask(
                "delete ConfigMap " + namespace + "/" + name,
                client -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete());
    }

    @Override
    public void endServing(Target target, String incidentKey, String group) {
        serving.end(cluster(target), incidentKey, group);
    }

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
