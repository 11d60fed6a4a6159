package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.jspecify.annotations.Nullable;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.server.DatabasePod;

/** Builds the Kubernetes Job of a job, with the least privileges that it needs. */
final class JobManifest {

    private static final long GRACE_SECONDS = 30;
    /** For the image and the volumes; {@code pod.sh} keeps the job's own deadline. */
    private static final long START_SECONDS = 900;

    private final Job job;
    private final TargetCluster target;
    private final DatabasePod database;
    private final JobVolumes volumes;
    private final JobContainer container;

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
        this.database = database;
        this.volumes = new JobVolumes(job, target, database, snapshot);
        this.container = new JobContainer(job, target, environment, database);
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
                .withContainers(container.with(volumes.mounts()))
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
}
