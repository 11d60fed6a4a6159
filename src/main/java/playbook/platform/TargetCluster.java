package playbook.platform;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a target's parts are in a cluster; every name is there.
 *
 * @param namespace of the database and of the jobs
 * @param frontPage null when there is none
 * @param portForward we run outside the cluster: the database and the replicas are reached through the API server
 */
public record TargetCluster(
        String namespace,
        Server server,
        Storage storage,
        JobPods jobs,
        Applications applications,
        @Nullable ClusterFrontPage frontPage,
        boolean portForward) {

    /** The same target when the other server is the one that is in place. */
    public TargetCluster exchanged() {
        return with(server.exchanged());
    }

    /** The same target when its data is there now. */
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
     * @param statefulSet empty when {@code pods} tells it
     * @param pods labels of the one pod that is the server, where an operator keeps it without a StatefulSet; else empty
     * @param container of its pods, in which PostgreSQL runs
     * @param service under which the server is reached inside the cluster
     * @param data claim, and folder in it that is the data directory; an empty claim is the one that {@code pods} has now
     * @param restored the server that takes the place of {@code statefulSet} after a cut-over by the Service, or the other
     *     one once it has taken it; null where data is exchanged inside the claim
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
     * What jobs read and write beside the data.
     *
     * @param archive WAL archive; that of the backups where the repository keeps WAL in its own way
     * @param backups holds {@code base/} and {@code logical/}
     * @param work scratch space; with a size it is made when it is missing
     * @param snapshotClass a VolumeSnapshotClass of the driver that made the data's claim; null: no snapshots are used
     */
    public record Storage(
            Volume archive,
            Volume backups,
            Work work,
            @Nullable String snapshotClass) {}

    /** @param size null: the claim is there */
    public record Work(
            String claim,
            String path,
            @Nullable String storageClass,
            @Nullable String size) {}

    /**
     * What the pods of jobs are made of.
     *
     * @param secret holds a password file in libpq's format under {@code secretKey}
     * @param workerImage the product's own image
     * @param binDirectory PostgreSQL's tools in the images; empty: found there
     * @param runAsUser number of the user that owns the data directory, null: as the database's pod says, else 999
     */
    public record JobPods(
            String secret,
            String secretKey,
            String workerImage,
            String binDirectory,
            @Nullable Long runAsUser,
            KubernetesProperties.Resources resources) {}

    /**
     * @param port 0: the first port of the container
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
