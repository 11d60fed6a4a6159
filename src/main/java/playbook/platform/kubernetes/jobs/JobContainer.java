package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.server.DatabasePod;

/** The container of a job: the database's own image, or the worker's, with the least rights. */
record JobContainer(Job job, TargetCluster target, JobEnvironment environment, DatabasePod database) {

    Container with(List<VolumeMount> mounts) {
        boolean worker = job.command() instanceof Job.Command.Worker;
        return new ContainerBuilder()
                .withName("job")
                .withImage(worker ? target.jobs().workerImage() : database.image())
                // An image called latest would be asked of a registry each time, also one that was loaded into the
                // nodes.
                .withImagePullPolicy("IfNotPresent")
                .withCommand(command())
                .withEnv(environment.variables(job, target, database.dataMount()))
                .withVolumeMounts(mounts)
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewResources()
                .addToRequests("cpu", new Quantity(target.jobs().resources().cpu()))
                .addToRequests("memory", new Quantity(target.jobs().resources().memory()))
                .addToLimits("memory", new Quantity(target.jobs().resources().memoryLimit()))
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
