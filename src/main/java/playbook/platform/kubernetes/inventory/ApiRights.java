package playbook.platform.kubernetes.inventory;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import playbook.platform.kubernetes.snapshots.VolumeSnapshots;

/**
 * The requests that the playbook makes to the API server, which are exactly the rights that the Roles grant; a test
 * compares both.
 */
public final class ApiRights {

    /** Kinds of namespaces that a Role is for. */
    public enum Place {
        DATABASE,
        APPLICATIONS,
        FRONT
    }

    /**
     * One rule of a Role.
     *
     * @param apiGroup empty for the core group
     * @param resource plural, with its subresource, for example {@code pods/log}
     */
    public record Right(Place place, String apiGroup, String resource, Set<String> verbs) {}

    /** All rights. A command in a pod is requested by GET; API servers from 1.35 on also require the verb create. */
    public static final List<Right> ALL = List.of(
            right(Place.DATABASE, "batch", "jobs", "create", "get", "list", "delete"),
            right(Place.DATABASE, "", "configmaps", "create", "get", "list", "update", "delete"),
            right(Place.DATABASE, "", "services", "create", "get", "delete"),
            right(Place.DATABASE, "", "services", "update"),
            right(Place.DATABASE, "discovery.k8s.io", "endpointslices", "list"),
            right(Place.DATABASE, "networking.k8s.io", "networkpolicies", "create", "list", "update", "delete"),
            right(Place.DATABASE, "", "persistentvolumeclaims", "create"),
            right(Place.DATABASE, "", "persistentvolumeclaims", "get"),
            right(Place.DATABASE, "", "persistentvolumeclaims", "delete"),
            right(Place.DATABASE, VolumeSnapshots.GROUP, "volumesnapshots", "create", "get", "list"),
            right(Place.DATABASE, "apps", "statefulsets", "get", "update"),
            right(Place.DATABASE, "", "pods", "list"),
            right(Place.DATABASE, "", "pods/log", "get"),
            right(Place.APPLICATIONS, "apps", "deployments", "get", "update"),
            right(Place.APPLICATIONS, "batch", "cronjobs", "get", "update"),
            right(Place.APPLICATIONS, "", "pods", "list"),
            right(Place.APPLICATIONS, "", "pods/log", "get"),
            right(Place.APPLICATIONS, "", "pods/exec", "get", "create"),
            right(Place.FRONT, "apps", "deployments", "get"),
            right(Place.FRONT, "", "pods", "list"),
            right(Place.FRONT, "", "pods/exec", "get", "create"),
            right(Place.FRONT, "", "services", "get"),
            right(Place.FRONT, "", "services", "update"),
            right(Place.FRONT, "networking.k8s.io", "ingresses", "get", "update"),
            right(Place.FRONT, "discovery.k8s.io", "endpointslices", "list"));

    /**
     * Further rights outside the cluster, to forward ports to the database, to replicas under test, and to a switched
     * page.
     */
    public static final List<Right> OUTSIDE = List.of(
            right(Place.DATABASE, "", "pods/portforward", "get", "create"),
            right(Place.APPLICATIONS, "", "pods/portforward", "get", "create"),
            right(Place.FRONT, "", "pods/portforward", "get", "create"));

    private ApiRights() {}

    private static Right right(Place place, String apiGroup, String resource, String... verbs) {
        return new Right(place, apiGroup, resource, new TreeSet<>(Set.of(verbs)));
    }
}
