package playbook.platform;

import java.net.URI;
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
        return targets(root, port, kubernetes(workerImage, portForward, files()));
    }

    /** With another way to the maintenance page. */
    public static ConfiguredTargets targets(Path root, KubernetesProperties.FrontPage front) {
        return targets(root, 5433, kubernetes("playbook", false, front));
    }

    /** Where no class of snapshots is named. */
    public static ConfiguredTargets withoutSnapshots(Path root) {
        KubernetesProperties one = kubernetes("playbook", false, files());
        return targets(
                root,
                5433,
                new KubernetesProperties(
                        one.namespace(),
                        one.statefulSet(),
                        "",
                        one.container(),
                        one.service(),
                        one.secret(),
                        one.secretKey(),
                        one.workerImage(),
                        one.binDirectory(),
                        null,
                        one.data(),
                        one.archive(),
                        one.backups(),
                        one.work(),
                        null,
                        one.resources(),
                        one.applications(),
                        one.frontPage(),
                        one.cutOver(),
                        null,
                        false));
    }

    /** A cut-over leads the Service to another server: {@code postgres-restored}, with the claim {@code restored}. */
    public static ConfiguredTargets twoServers(Path root, int port) {
        KubernetesProperties one = kubernetes("playbook", false, files());
        return targets(
                root,
                port,
                new KubernetesProperties(
                        one.namespace(),
                        one.statefulSet(),
                        "",
                        one.container(),
                        one.service(),
                        one.secret(),
                        one.secretKey(),
                        one.workerImage(),
                        one.binDirectory(),
                        null,
                        new KubernetesProperties.Volume("data", "data"),
                        one.archive(),
                        one.backups(),
                        one.work(),
                        one.snapshotClass(),
                        one.resources(),
                        one.applications(),
                        one.frontPage(),
                        KubernetesProperties.CutOver.SERVICE,
                        new KubernetesProperties.Restored(
                                "postgres-restored", new KubernetesProperties.Volume("restored", "data")),
                        false));
    }

    /** An operator keeps pods without a StatefulSet. */
    public static ConfiguredTargets pods(Path root, String pods) {
        KubernetesProperties one = kubernetes("playbook", false, files());
        return targets(
                root,
                5433,
                new KubernetesProperties(
                        one.namespace(),
                        null,
                        pods,
                        one.container(),
                        one.service(),
                        one.secret(),
                        one.secretKey(),
                        one.workerImage(),
                        one.binDirectory(),
                        null,
                        null,
                        one.archive(),
                        one.backups(),
                        one.work(),
                        null,
                        one.resources(),
                        one.applications(),
                        one.frontPage(),
                        KubernetesProperties.CutOver.CLAIM,
                        null,
                        false));
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
                new TargetProperties.Checks("api", "/health", List.of(), List.of(), "ERROR"));
        return new ConfiguredTargets(new TargetProperties(root.resolve("home"), Map.of("noa", settings)));
    }

    private static KubernetesProperties kubernetes(
            String workerImage, boolean portForward, KubernetesProperties.FrontPage front) {
        return new KubernetesProperties(
                "database",
                "postgres",
                "",
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
                "csi-test",
                new KubernetesProperties.Resources("250m", "512Mi", "2Gi"),
                new KubernetesProperties.Applications("production", "", Map.of("TEST_MODE", "true"), 0),
                front,
                KubernetesProperties.CutOver.CLAIM,
                null,
                portForward);
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
