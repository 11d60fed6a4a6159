package playbook.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configuration of one target in a cluster, for tests. */
public final class ClusterRange {

    private ClusterRange() {}

    public static ConfiguredTargets targets(Path root, String workerImage) {
        return targets(root, workerImage, 5433, false);
    }

    /** @param port of the database, as we reach it */
    public static ConfiguredTargets targets(Path root, String workerImage, int port, boolean portForward) {
        TargetProperties.Settings settings = new TargetProperties.Settings(
                "noa_db",
                "127.0.0.1",
                port,
                "noa_db",
                "recovery",
                root.resolve("pgpass"),
                List.of("api"),
                true,
                null,
                kubernetes(workerImage, portForward),
                List.of("api", "cronjob/report"),
                new TargetProperties.Checks("api", "/health", List.of(), List.of(), "ERROR"));
        return new ConfiguredTargets(new TargetProperties(root.resolve("home"), Map.of("noa", settings)));
    }

    private static KubernetesProperties kubernetes(String workerImage, boolean portForward) {
        return new KubernetesProperties(
                "database",
                "postgres",
                "postgres",
                "postgres",
                "playbook-pgpass",
                "pgpass",
                workerImage,
                "",
                null,
                new KubernetesProperties.Volume("data", "pgdata"),
                new KubernetesProperties.Volume("backup", "wal"),
                new KubernetesProperties.Volume("backup", ""),
                new KubernetesProperties.Work("work", "", null, null),
                new KubernetesProperties.Resources("250m", "512Mi", "2Gi"),
                new KubernetesProperties.Applications("production", "", Map.of("TEST_MODE", "true"), 0),
                new KubernetesProperties.FrontPage(
                        "production", "nginx", "", "/www/index.html", "/www/maintenance.html"),
                portForward);
    }
}
