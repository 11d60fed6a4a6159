package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Jobs;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.applications.KubernetesApplications;
import playbook.platform.kubernetes.jobs.KubernetesJobs;
import playbook.platform.kubernetes.server.PortForwards;

/** A small cluster as in the original playbook, whose database and applications only sleep. */
public final class TestCluster implements AutoCloseable {

    public final Path root;
    public final StandInCluster cluster;
    public final ConfiguredTargets targets;
    public final Target target;

    public TestCluster() throws IOException {
        this("playbook");
    }

    public TestCluster(String workerImage) throws IOException {
        root = Files.createTempDirectory("playbook-cluster-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String claim : List.of("data", "data/pgdata", "backup", "backup/wal", "work", "www")) {
            StandInPod.own(Files.createDirectories(root.resolve(claim)));
        }
        Files.writeString(root.resolve("www/index.html"), "the shop");
        Files.writeString(root.resolve("www/maintenance.html"), "back soon");
        targets = ClusterRange.targets(root, workerImage);
        target = targets.named("noa");
        cluster = new StandInCluster(root.resolve("pods"))
                .claim("data", root.resolve("data"))
                .claim("backup", root.resolve("backup"))
                .claim("work", root.resolve("work"))
                .claim("www", root.resolve("www"));
        cluster.create(
                new io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName("data")
                        .addToAnnotations("volume.kubernetes.io/storage-provisioner", "csi.test")
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName("block")
                        .withNewResources()
                        .addToRequests("storage", new io.fabric8.kubernetes.api.model.Quantity("10Gi"))
                        .endResources()
                        .endSpec()
                        .build(),
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName("playbook-pgpass")
                        .endMetadata()
                        .withData(Map.of("pgpass", "Kjo1NDMyOio6cmVjb3Zlcnk6c2VjcmV0Cg=="))
                        .build(),
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName("postgres")
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "postgres")
                        .addNewPort()
                        .withPort(5432)
                        .endPort()
                        .endSpec()
                        .build(),
                new StatefulSetBuilder()
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName("postgres")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(1)
                        .withNewSelector()
                        .addToMatchLabels("app", "postgres")
                        .endSelector()
                        .withTemplate(sleeping("postgres", "postgres:15", "data", "/var/lib/postgresql/data"))
                        .endSpec()
                        .build(),
                deployment("production", "api", 2, "work", "/tmp/work"),
                deployment("front", "nginx", 1, "www", "/www"),
                new CronJobBuilder()
                        .withNewMetadata()
                        .withNamespace("production")
                        .withName("report")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedule("0 3 * * *")
                        .endSpec()
                        .build());
    }

    private static io.fabric8.kubernetes.api.model.apps.Deployment deployment(
            String namespace, String name, int replicas, String claim, String path) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withTemplate(sleeping(name, name, claim, path))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec sleeping(String name, String image, String claim, String path) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("files")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .withContainers(new ContainerBuilder()
                        .withName(name)
                        .withImage(image)
                        .withImagePullPolicy("IfNotPresent")
                        .withCommand("sleep", "3600")
                        .addNewEnv()
                        .withName("TEST_MODE")
                        .withValue("false")
                        .endEnv()
                        .addNewVolumeMount()
                        .withName("files")
                        .withMountPath(path)
                        .endVolumeMount()
                        .build())
                .endSpec()
                .build();
    }

    public Target target() {
        return target;
    }

    /** For whoever starts some. */
    public Jobs anyJobs() {
        return jobs();
    }

    public KubernetesJobs jobs() {
        return jobs(cluster.asked());
    }

    public KubernetesJobs jobs(Cluster asked) {
        return jobs(targets, asked);
    }

    public static KubernetesJobs jobs(ConfiguredTargets targets, Cluster asked) {
        return new KubernetesJobs(
                targets, asked, new KubernetesApplications(targets, asked, new PortForwards(targets, asked)));
    }

    @Override
    public void close() {
        cluster.close();
        try {
            StandInPod.delete(root);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
