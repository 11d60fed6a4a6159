package playbook.platform;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A target's objects in Kubernetes, from the checked configuration.
 *
 * @param namespace of the database and of the jobs
 * @param frontPage null when there is none
 * @param portForward whether the playbook runs outside the cluster, and reaches the database and replicas through the
 *     API server
 */
public record TargetCluster(
        String namespace,
        Server server,
        Storage storage,
        JobPods jobs,
        Applications applications,
        @Nullable ClusterFrontPage frontPage,
        boolean portForward) {

    /** The same target with the other server in place. */
    public TargetCluster exchanged() {
        return with(server.exchanged());
    }

    /** The same target with its data on another volume. */
    public TargetCluster withData(Volume now) {
        return with(server.withData(now));
    }

    private TargetCluster with(Server now) {
        return new TargetCluster(namespace, now, storage, jobs, applications, frontPage, portForward);
    }

    /** @param path folder inside the claim, empty for its top */
    public record Volume(String claim, String path) {}

    /**
     * The server that owns the data directory.
     *
     * @param statefulSet empty when {@code pods} is given
     * @param pods labels that select the server's pod, where an operator runs it without a StatefulSet; otherwise empty
     * @param container of its pods, in which PostgreSQL runs
     * @param service under which the server is reached inside the cluster
     * @param data claim and folder of the data directory; an empty claim means the one that the selected pod mounts now
     * @param restored the server that is not in place now and can replace {@code statefulSet} by a cut-over of the
     *     Service; null where data is exchanged inside the claim
     */
    public record Server(
            String statefulSet,
            Map<String, String> pods,
            String container,
            String service,
            Volume data,
            @Nullable Restored restored) {

        private Server exchanged() {
            Restored other = Objects.requireNonNull(restored);
            return new Server(
                    other.statefulSet(), pods, container, service, other.data(), new Restored(statefulSet, data));
        }

        private Server withData(Volume now) {
            return new Server(statefulSet, pods, container, service, now, restored);
        }
    }

    /** Another server with its own claim. */
    public record Restored(String statefulSet, Volume data) {}

    /**
     * Volumes that jobs use in addition to the data.
     *
     * @param archive WAL archive; the backups' volume where the repository stores WAL in its own way
     * @param backups holds {@code base/} and {@code logical/}
     * @param work scratch space; if it has a size, a missing claim is created
     * @param snapshotClass a VolumeSnapshotClass of the driver that made the data's claim; null: no snapshots are used
     */
    public record Storage(
            Volume archive,
            Volume backups,
            Work work,
            @Nullable String snapshotClass) {}

    /** @param size null for an existing claim */
    public record Work(
            String claim,
            String path,
            @Nullable String storageClass,
            @Nullable String size) {}

    /**
     * The settings of the jobs' pods.
     *
     * @param secret holds a password file in libpq's format under {@code secretKey}
     * @param workerImage the playbook's own image
     * @param binDirectory folder of PostgreSQL's tools in the images; empty to search for it
     * @param runAsUser uid of the owner of the data directory; null for the database pod's user, or 999 if it has none
     */
    public record JobPods(
            String secret,
            String secretKey,
            String workerImage,
            String binDirectory,
            @Nullable Long runAsUser,
            KubernetesProperties.Resources resources) {}

    /**
     * @param port 0 for the first port of the container
     * @param order Deployments, or {@code cronjob/<name>}, in the order in which they are started
     * @param errorMarker a log line of an application which contains it is an error
     */
    public record Applications(
            String namespace,
            String container,
            Map<String, String> testEnvironment,
            int port,
            List<String> order,
            String errorMarker) {}
}
