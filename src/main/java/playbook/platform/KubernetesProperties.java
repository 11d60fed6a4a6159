package playbook.platform;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of a target in Kubernetes. {@link TargetCluster} describes each property, {@link ClusterSettings}
 * checks them.
 */
public record KubernetesProperties(
        @Nullable String namespace,
        @Nullable String statefulSet,
        @DefaultValue("") String pods,
        @Nullable String container,
        @Nullable String service,
        @Nullable String secret,
        @DefaultValue("pgpass") String secretKey,
        @Nullable String workerImage,
        @DefaultValue("") String binDirectory,
        @Nullable Long runAsUser,
        @Nullable Volume data,
        @Nullable Volume archive,
        @Nullable Volume backups,
        @Nullable Work work,
        @Nullable String snapshotClass,
        @DefaultValue Resources resources,
        @Nullable Applications applications,
        @Nullable FrontPage frontPage,
        @DefaultValue("claim") CutOver cutOver,
        @Nullable Restored restored,
        @DefaultValue("false") boolean portForward) {

    /** Where a recovered server's data goes: into the server's own claim, or to another server. */
    public enum CutOver {
        CLAIM,
        SERVICE
    }

    /** A second server, which rests at 0 replicas until recovered data is put into its claim. */
    public record Restored(
            @Nullable String statefulSet, @Nullable Volume data) {}

    /** @param path folder inside the claim, empty for its top */
    public record Volume(
            @Nullable String claim, @DefaultValue("") String path) {}

    /** An existing claim, or one to be created from a storage class. */
    public record Work(
            @Nullable String claim,
            @DefaultValue("") String path,
            @Nullable String storageClass,
            @Nullable String size) {}

    /** Resource requests and limits of each job's container, as Kubernetes quantities. */
    public record Resources(
            @DefaultValue("250m") String cpu,
            @DefaultValue("512Mi") String memory,
            @DefaultValue("2Gi") String memoryLimit) {}

    /** @param testEnvironment variables that put a replica into test mode */
    public record Applications(
            @Nullable String namespace,
            @DefaultValue("") String container,
            @DefaultValue Map<String, String> testEnvironment,
            @DefaultValue("0") int port) {}

    /** One of three ways: files in a container, a Service, or an Ingress; {@link ClusterFrontPage} tells which. */
    public record FrontPage(
            @Nullable String namespace,
            @Nullable String deployment,
            @DefaultValue("") String container,
            @Nullable String page,
            @Nullable String maintenancePage,
            @Nullable String service,
            @Nullable String maintenanceDeployment,
            @Nullable String ingress,
            @Nullable String maintenanceService,
            @Nullable URI url,
            @DefaultValue("503") int maintenanceStatus) {}
}
