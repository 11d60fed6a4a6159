package playbook.platform;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configuration of one target in a cluster, for tests. */
public final class ClusterRange {

    private ClusterRange() {}

    public static ConfiguredTargets targets(Path root, String workerImage) {
        return targets(root, workerImage, 5433, false);
    }

    /** @param port of the database, as we reach it */
    public static ConfiguredTargets targets(Path root, String workerImage, int port, boolean portForward) {
        return targets(root, port, kubernetes(workerImage, portForward, files()));
    }

    /** With another way to the maintenance page. */
    public static ConfiguredTargets targets(Path root, KubernetesProperties.FrontPage front) {
        return targets(root, 5433, kubernetes("playbook", false, front));
    }

    /** Where no class of snapshots is named. */
    public static ConfiguredTargets withoutSnapshots(Path root) {
        return targets(
                root,
                5433,
                kubernetes("playbook", false, files(), "postgres", "", volume("data", "pgdata"), null, null));
    }

    /** A cut-over leads the Service to another server: {@code postgres-restored}, with the claim {@code restored}. */
    public static ConfiguredTargets twoServers(Path root, int port) {
        return targets(
                root,
                port,
                kubernetes(
                        "playbook",
                        false,
                        files(),
                        "postgres",
                        "",
                        volume("data", "data"),
                        "csi-test",
                        new KubernetesProperties.Restored("postgres-restored", volume("restored", "data"))));
    }

    /** An operator keeps pods without a StatefulSet. */
    public static ConfiguredTargets pods(Path root, String pods) {
        return targets(root, 5433, kubernetes("playbook", false, files(), null, pods, null, null, null));
    }

    private static ConfiguredTargets targets(Path root, int port, KubernetesProperties kubernetes) {
        TargetProperties.Settings settings = new TargetProperties.Settings(
                "noa_db",
                "127.0.0.1",
                port,
                "noa_db",
                "recovery",
                root.resolve("pgpass"),
                List.of("api"),
                List.of(),
                true,
                null,
                kubernetes,
                List.of("api", "cronjob/report"),
                new TargetProperties.Checks("api", "/health", List.of(), List.of(), "ERROR"),
                new TargetProperties.Repository(RepositorySettings.FOLDER, Map.of()),
                new TargetProperties.Agreed(null, null));
        return new ConfiguredTargets(new TargetProperties(root.resolve("home"), Map.of("noa", settings)));
    }

    private static KubernetesProperties kubernetes(
            String workerImage, boolean portForward, KubernetesProperties.FrontPage front) {
        return kubernetes(workerImage, portForward, front, "postgres", "", volume("data", "pgdata"), "csi-test", null);
    }

    private static KubernetesProperties kubernetes(
            String workerImage,
            boolean portForward,
            KubernetesProperties.FrontPage front,
            @Nullable String statefulSet,
            String pods,
            KubernetesProperties.@Nullable Volume data,
            @Nullable String snapshotClass,
            KubernetesProperties.@Nullable Restored restored) {
        return new KubernetesProperties(
                "database",
                statefulSet,
                pods,
                "postgres",
                "postgres",
                "playbook-pgpass",
                "pgpass",
                workerImage,
                "",
                null,
                data,
                volume("backup", "wal"),
                volume("backup", ""),
                new KubernetesProperties.Work("work", "", null, null),
                snapshotClass,
                new KubernetesProperties.Resources("250m", "512Mi", "2Gi"),
                new KubernetesProperties.Applications("production", "", Map.of("TEST_MODE", "true"), 0),
                front,
                restored == null ? KubernetesProperties.CutOver.CLAIM : KubernetesProperties.CutOver.SERVICE,
                restored,
                portForward);
    }

    private static KubernetesProperties.Volume volume(String claim, String path) {
        return new KubernetesProperties.Volume(claim, path);
    }

    private static KubernetesProperties.FrontPage files() {
        return new KubernetesProperties.FrontPage(
                "front", "nginx", "", "/www/index.html", "/www/maintenance.html", null, null, null, null, null, 503);
    }

    /** By a Service whose selector is switched. */
    public static KubernetesProperties.FrontPage ofService(String service, String maintenanceDeployment) {
        return new KubernetesProperties.FrontPage(
                "front", null, "", null, null, service, maintenanceDeployment, null, null, null, 503);
    }

    /** By an Ingress whose backends are switched. */
    public static KubernetesProperties.FrontPage ofIngress(String ingress, String maintenanceService, URI url) {
        return new KubernetesProperties.FrontPage(
                "front", null, "", null, null, null, null, ingress, maintenanceService, url, 503);
    }
}
