package playbook.platform;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/**
 * Where a target's parts are in a cluster; every name is there.
 *
 * @param namespace of the database and of the jobs
 * @param statefulSet the server that owns the data directory; empty when {@code pods} tells it
 * @param pods labels of the one pod that is the server, where an operator keeps it without a StatefulSet; else empty
 * @param container of its pods, in which PostgreSQL runs
 * @param service under which the server is reached inside the cluster
 * @param secret holds a password file in libpq's format under {@code secretKey}
 * @param workerImage the product's own image
 * @param binDirectory PostgreSQL's tools in the images; empty: found there
 * @param runAsUser number of the user that owns the data directory, null: as the database's pod says, else 999
 * @param data claim, and folder in it that is the data directory; an empty claim is the one that {@code pods} has now
 * @param archive WAL archive; that of the backups where the repository keeps WAL in its own way
 * @param backups holds {@code base/} and {@code logical/}
 * @param work scratch space; with a size it is made when it is missing
 * @param snapshotClass a VolumeSnapshotClass of the driver that made the data's claim; null: no snapshots are used
 * @param applicationOrder Deployments, or {@code cronjob/<name>}, in the order in which they are started
 * @param errorMarker a log line of an application which contains it is an error
 * @param frontPage null when there is none
 * @param restored the server that takes the place of {@code statefulSet} after a cut-over by the Service, or the other one
 *     once it has taken it; null where data is exchanged inside the claim
 * @param portForward we run outside the cluster: the database and the replicas are reached through the API server
 */
public record TargetCluster(
        String namespace,
        String statefulSet,
        Map<String, String> pods,
        String container,
        String service,
        String secret,
        String secretKey,
        String workerImage,
        String binDirectory,
        @Nullable Long runAsUser,
        Volume data,
        Volume archive,
        Volume backups,
        Work work,
        @Nullable String snapshotClass,
        KubernetesProperties.Resources resources,
        Applications applications,
        List<String> applicationOrder,
        String errorMarker,
        @Nullable ClusterFrontPage frontPage,
        @Nullable Restored restored,
        boolean portForward) {

    public record Volume(String claim, String path) {}

    /** Another server with its own claim. */
    public record Restored(String statefulSet, Volume data) {}

    /** The same target when the other server is the one that is in place. */
    public TargetCluster exchanged() {
        Restored other = Objects.requireNonNull(restored);
        return with(other.statefulSet(), other.data(), new Restored(statefulSet, data));
    }

    /** The same target when its data is there now. */
    public TargetCluster withData(Volume now) {
        return with(statefulSet, now, restored);
    }

    private TargetCluster with(String itsStatefulSet, Volume itsData, @Nullable Restored itsRestored) {
        return new TargetCluster(
                namespace,
                itsStatefulSet,
                pods,
                container,
                service,
                secret,
                secretKey,
                workerImage,
                binDirectory,
                runAsUser,
                itsData,
                archive,
                backups,
                work,
                snapshotClass,
                resources,
                applications,
                applicationOrder,
                errorMarker,
                frontPage,
                itsRestored,
                portForward);
    }

    /** @param size null: the claim is there */
    public record Work(
            String claim,
            String path,
            @Nullable String storageClass,
            @Nullable String size) {}

    /** @param port 0: the first port of the container */
    public record Applications(String namespace, String container, Map<String, String> testEnvironment, int port) {}

    static TargetCluster of(String property, String name, TargetProperties.Settings settings) {
        String prefix = property + ".kubernetes.";
        KubernetesProperties written = Objects.requireNonNull(settings.kubernetes());
        KubernetesProperties.Applications applications = required(prefix + "applications", written.applications());
        Map<String, String> pods = labels(prefix + "pods", written.pods());
        if (!pods.isEmpty() && written.statefulSet() != null) {
            throw wrong(prefix + "pods", written.pods(), "name either stateful-set or pods");
        }
        return new TargetCluster(
                name(prefix + "namespace", written.namespace()),
                pods.isEmpty() ? name(prefix + "stateful-set", written.statefulSet()) : "",
                pods,
                name(prefix + "container", written.container()),
                name(prefix + "service", written.service()),
                name(prefix + "secret", written.secret()),
                written.secretKey(),
                required(prefix + "worker-image", written.workerImage()),
                written.binDirectory(),
                written.runAsUser(),
                pods.isEmpty() || written.data() != null ? volume(prefix + "data", written.data()) : new Volume("", ""),
                written.archive() == null
                                && !ConfiguredTargets.repository(settings).archivesInAFolder()
                        ? volume(prefix + "backups", written.backups())
                        : volume(prefix + "archive", written.archive()),
                volume(prefix + "backups", written.backups()),
                work(prefix + "work", name, required(prefix + "work", written.work())),
                written.snapshotClass() == null ? null : name(prefix + "snapshot-class", written.snapshotClass()),
                written.resources(),
                new Applications(
                        name(prefix + "applications.namespace", applications.namespace()),
                        applications.container(),
                        Map.copyOf(applications.testEnvironment()),
                        applications.port()),
                List.copyOf(settings.applications()),
                settings.checks() == null ? "ERROR" : settings.checks().errorMarker(),
                ClusterFrontPage.of(prefix + "front-page.", written.frontPage(), written.portForward()),
                restored(prefix, written),
                written.portForward());
    }

    private static @Nullable Restored restored(String prefix, KubernetesProperties written) {
        if (written.cutOver() == KubernetesProperties.CutOver.CLAIM) {
            return null;
        }
        if (written.statefulSet() == null) {
            throw wrong(
                    prefix + "cut-over",
                    "service",
                    "who keeps pods without a StatefulSet exchanges its servers itself");
        }
        KubernetesProperties.Restored other = required(prefix + "restored", written.restored());
        Restored restored = new Restored(
                name(prefix + "restored.stateful-set", other.statefulSet()),
                volume(prefix + "restored.data", other.data()));
        if (restored.statefulSet().equals(written.statefulSet())
                || restored.data().equals(volume(prefix + "data", written.data()))) {
            throw wrong(
                    prefix + "restored.stateful-set",
                    restored.statefulSet(),
                    "name another StatefulSet with a claim of its own, which rests at 0 replicas");
        }
        return restored;
    }

    private static Volume volume(String property, KubernetesProperties.@Nullable Volume volume) {
        return new Volume(
                name(property + ".claim", required(property, volume).claim()),
                inside(property + ".path", required(property, volume).path()));
    }

    /** As after {@code kubectl --selector}; only equality. */
    private static Map<String, String> labels(String property, String selector) {
        Map<String, String> labels = new TreeMap<>();
        for (String part : selector.isBlank() ? new String[0] : selector.split(",", -1)) {
            String[] label = part.trim().split("==?", -1);
            if (label.length != 2 || label[0].isBlank() || label[0].endsWith("!") || label[1].isBlank()) {
                throw wrong(
                        property,
                        selector,
                        "write labels as after kubectl's -l: cnpg.io/cluster=shop,cnpg.io/instanceRole=primary");
            }
            labels.put(label[0], label[1]);
        }
        return Collections.unmodifiableMap(labels);
    }

    private static Work work(String property, String target, KubernetesProperties.Work work) {
        if (work.claim() == null && work.size() == null) {
            throw wrong(property + ".claim", null, "name a claim that is there, or give size (and storage-class)");
        }
        return new Work(
                name(property + ".claim", work.claim() == null ? "playbook-work-" + target : work.claim()),
                inside(property + ".path", work.path()),
                work.storageClass(),
                work.size());
    }

    private static String inside(String property, String path) {
        if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw wrong(property, path, "write a path relative to the top of the claim, without '..'");
        }
        return path;
    }

    static String name(String property, @Nullable String name) {
        if (!required(property, name).matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw wrong(property, name, "a name in Kubernetes has lower-case letters, digits, hyphens and dots");
        }
        return required(property, name);
    }

    static <T> T required(String property, @Nullable T value) {
        if (value == null || value.toString().isBlank()) {
            throw wrong(property, value, "give it a value; docs/configuration.md shows a whole target in a cluster");
        }
        return value;
    }

    static HintedException wrong(String property, @Nullable Object value, String hint) {
        return new HintedException(property + (value == null ? " is missing" : " is '" + value + "'"), hint);
    }
}
