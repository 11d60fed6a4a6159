package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.platform.Job;
import playbook.platform.TargetCluster;

/** A job in Kubernetes' words: a ConfigMap with what it reads, and a Job with the least that it needs. */
final class JobManifest {

    private static final int CONFIG_MAP_BYTES = 1_000_000;
    private static final long GRACE_SECONDS = 30;
    /** For the image and the volumes; {@code pod.sh} keeps the job's own deadline. */
    private static final long START_SECONDS = 900;

    private final Job job;
    private final TargetCluster target;
    private final JobEnvironment environment;
    private final DatabasePod database;
    private final JobVolumes volumes;

    JobManifest(Job job, TargetCluster target, JobEnvironment environment, DatabasePod database) {
        this(job, target, environment, database, null);
    }

    /** @param snapshot the volume for {@link Job#volume}, null for none */
    JobManifest(
            Job job,
            TargetCluster target,
            JobEnvironment environment,
            DatabasePod database,
            @Nullable Volume snapshot) {
        this.job = job;
        this.target = target;
        this.environment = environment;
        this.database = database;
        this.volumes = new JobVolumes(job, target, database, snapshot);
    }

    ConfigMap configMap() {
        Map<String, String> data = new TreeMap<>();
        data.put("pod.sh", Resource.text("playbook/platform/pod.sh"));
        data.put("input.json", job.input());
        if (job.command() instanceof Job.Command.Script script) {
            data.put("script.sh", Resource.text(script.resource()));
        }
        int bytes = data.values().stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > CONFIG_MAP_BYTES) {
            throw new HintedException(
                    "what job " + job.name() + " reads has " + bytes + " bytes, a ConfigMap holds " + CONFIG_MAP_BYTES,
                    "the loss touches very many tables; recover them in two incidents, or by hand");
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(target.namespace())
                .withName(job.name())
                .withLabels(Names.labels(job))
                .endMetadata()
                .withData(data)
                .build();
    }

    io.fabric8.kubernetes.api.model.batch.v1.Job job() {
        JobBuilder builder = new JobBuilder()
                .withNewMetadata()
                .withNamespace(target.namespace())
                .withName(job.name())
                .withLabels(Names.labels(job))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Names.labels(job))
                .endMetadata()
                .withSpec(pod().build())
                .endTemplate()
                .endSpec();
        Job.Group group = job.group();
        if (group == null || !group.serves()) {
            builder.editSpec()
                    .withActiveDeadlineSeconds(START_SECONDS + job.deadline().toSeconds())
                    .endSpec();
        }
        return builder.build();
    }

    private PodSpecBuilder pod() {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(database.user())
                .withRunAsGroup(database.user())
                .withFsGroup(database.volumesGroup())
                .withFsGroupChangePolicy(database.volumesGroup() == null ? null : "OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withImagePullSecrets(database.pullSecrets())
                .withContainers(container())
                .withVolumes(volumes.volumes());
        if (!database.labels().isEmpty()) {
            // A ReadWriteOnce claim is mounted on one node only.
            pod.withAffinity(new AffinityBuilder()
                    .withNewPodAffinity()
                    .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .withTopologyKey("kubernetes.io/hostname")
                    .withNewLabelSelector()
                    .addToMatchLabels(database.labels())
                    .endLabelSelector()
                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                    .endPodAffinity()
                    .build());
        }
        return pod;
    }

    private Container container() {
        boolean worker = job.command() instanceof Job.Command.Worker;
        return new ContainerBuilder()
                .withName("job")
                .withImage(worker ? target.workerImage() : database.image())
                // An image called latest would be asked of a registry each time, also one that was loaded into the
                // nodes.
                .withImagePullPolicy("IfNotPresent")
                .withCommand(command())
                .withEnv(environment.variables(job, target, database.dataMount()))
                .withVolumeMounts(volumes.mounts())
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewResources()
                .addToRequests("cpu", new Quantity(target.resources().cpu()))
                .addToRequests("memory", new Quantity(target.resources().memory()))
                .addToLimits("memory", new Quantity(target.resources().memoryLimit()))
                .endResources()
                .build();
    }

    private List<String> command() {
        if (job.command() instanceof Job.Command.Worker worker) {
            return List.of(
                    "bash",
                    Names.ROOT + "/config/pod.sh",
                    "java",
                    "-XX:MaxRAMPercentage=60",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Djava.io.tmpdir=" + Names.ROOT + "/private",
                    "-cp",
                    "/opt/playbook/playbook.jar",
                    "playbook.Worker",
                    worker.task());
        }
        return List.of("bash", Names.ROOT + "/config/pod.sh", "bash", Names.ROOT + "/config/script.sh");
    }
}
