package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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

    private static final int LOG_LINES = 400;
    private static final PodLog NOTHING = PodLog.read("");

    private final ConfiguredTargets targets;
    private final Cluster cluster;
    private final Serving serving;
    private final KubernetesApplications applications;
    private final ApplicationRuns runs;
    private final SideVolume sideVolume;
    private final VolumeSnapshots snapshots;

    KubernetesJobs(ConfiguredTargets targets, Cluster cluster, KubernetesApplications applications) {
        this.targets = targets;
        this.cluster = cluster;
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
        ConfigMap known = configMap(namespace, name);
        if (known != null && (cancelled(known) || started(known))) {
            return;
        }
        if (job.command() instanceof Job.Command.InApplication command) {
            if (known == null) {
                startInside(job, target, command);
            }
            return;
        }
        if (job(namespace, name) == null) {
            removeLeftOvers(job.target(), Instant.now());
            serving.makeRoom(target, job);
            create(job, target);
        }
        markStarted(namespace, name);
    }

    void removeLeftOvers(Target target, Instant now) {
        LeftOvers.find(cluster, cluster(target).namespace(), target, now).forEach(name -> forget(target, name));
    }

    private void create(Job job, TargetCluster target) {
        String namespace = target.namespace();
        DatabasePod database = DatabasePod.look(cluster, target);
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
        ConfigMap map = configMap(namespace, name);
        io.fabric8.kubernetes.api.model.batch.v1.Job made = job(namespace, name);
        if (map != null && made != null) {
            update(new ConfigMapBuilder(map)
                    .editMetadata()
                    .addToAnnotations(Names.STARTED, made.getMetadata().getUid())
                    .endMetadata()
                    .build());
        }
    }

    @Override
    public JobStatus look(Target target, String name) {
        String namespace = cluster(target).namespace();
        io.fabric8.kubernetes.api.model.batch.v1.Job job = job(namespace, name);
        ConfigMap map = configMap(namespace, name);
        boolean cancelled = map != null && cancelled(map);
        if (map != null && ApplicationRuns.is(map)) {
            return ApplicationRuns.look(map, cancelled);
        }
        if (job == null) {
            if (map == null) {
                return JobSight.gone(JobStatus.State.UNKNOWN, "");
            }
            return cancelled
                    ? JobSight.gone(JobStatus.State.CANCELLED, "")
                    : started(map)
                            ? JobSight.gone(
                                    JobStatus.State.LOST,
                                    "Job " + namespace + "/" + name + " is gone: somebody deleted it")
                            : JobSight.gone(JobStatus.State.UNKNOWN, "");
        }
        Pod pod = pods(namespace, name).stream()
                .max(Comparator.comparing(each -> each.getMetadata().getCreationTimestamp()))
                .orElse(null);
        JobStatus seen = JobSight.of(job, pod, pod == null ? NOTHING : log(pod), cancelled);
        String snapshot = job.getMetadata().getLabels().get(Names.SNAPSHOT);
        return snapshot == null || seen.ended() || seen.startedAt() != null
                ? seen
                : SnapshotSight.waiting(seen, snapshots.find(namespace, snapshot), snapshot, Instant.now());
    }

    @Override
    public void cancel(Target target, String name) {
        String namespace = cluster(target).namespace();
        JobStatus now = look(target, name);
        if (now.ended()) {
            return;
        }
        // From here on no pod of it begins any more, also one whose Job is created at this moment.
        ConfigMap map = configMap(namespace, name);
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
        } else if (!cancelled(map)) {
            update(new ConfigMapBuilder(map).addToData("cancelled", "true").build());
        }
        serving.delete(namespace, name);
    }

    @Override
    public void forget(Target target, String name) {
        String namespace = cluster(target).namespace();
        io.fabric8.kubernetes.api.model.batch.v1.Job job = job(namespace, name);
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

    /** The end of the log is enough, unless a long result begins further up. */
    private PodLog log(Pod pod) {
        Optional<ContainerState> begun = Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(state -> state != null && (state.getRunning() != null || state.getTerminated() != null))
                .findFirst();
        if (begun.isEmpty()) {
            return NOTHING;
        }
        PodLog end = PodLog.read(text(pod, LOG_LINES));
        boolean whole = end.exitCode() != null && (end.cut() || end.startedAt() == null);
        return whole ? PodLog.read(text(pod, 0)) : end.orStartedAt(begun.get());
    }

    private String text(Pod pod, int lines) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        return cluster.tryTo("read the log of pod " + namespace + "/" + name, 404, client -> {
                    var named =
                            client.pods().inNamespace(namespace).withName(name).withReadyWaitTimeout(null);
                    return lines > 0 ? named.tailingLines(lines).getLog() : named.getLog();
                })
                .orElse("");
    }

    private io.fabric8.kubernetes.api.model.batch.v1.@Nullable Job job(String namespace, String name) {
        return cluster.ask(
                "read Job " + namespace + "/" + name,
                client -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    private @Nullable ConfigMap configMap(String namespace, String name) {
        return cluster.ask(
                "read ConfigMap " + namespace + "/" + name,
                client -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    private void update(ConfigMap map) {
        cluster.ask(
                "update ConfigMap " + map.getMetadata().getName(),
                client -> client.resource(map).update());
    }

    private List<Pod> pods(String namespace, String job) {
        return cluster.ask(
                "list the pods of Job " + namespace + "/" + job, client -> Serving.podsOf(client, namespace, job));
    }

    private static boolean cancelled(ConfigMap map) {
        return map.getData() != null && map.getData().containsKey("cancelled");
    }

    private static boolean started(ConfigMap map) {
        return map.getMetadata().getAnnotations() != null
                && map.getMetadata().getAnnotations().containsKey(Names.STARTED);
    }

    private TargetCluster cluster(Target target) {
        return targets.cluster(target).orElseThrow();
    }
}
