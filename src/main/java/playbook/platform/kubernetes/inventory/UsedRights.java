package playbook.platform.kubernetes.inventory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.platform.ClusterFrontPage;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.applications.KubernetesApplications;

/** Which of the {@link ApiRights} the configuration of a target uses, in which namespace, and for which names. */
final class UsedRights {

    private final String name;
    private final TargetCluster target;

    /** @param name of the target in the configuration */
    UsedRights(String name, TargetCluster target) {
        this.name = name;
        this.target = target;
    }

    /** @param names object names to which a Role may restrict the right; an empty name for all objects */
    record Used(String namespace, ApiRights.Right right, List<String> names) {}

    List<Used> all() {
        List<ApiRights.Right> rights = new ArrayList<>(ApiRights.ALL);
        if (target.portForward()) {
            rights.addAll(ApiRights.OUTSIDE);
        }
        List<Used> used = new ArrayList<>();
        for (ApiRights.Right right : rights) {
            String namespace = namespace(right.place());
            if (namespace != null && used(right)) {
                used.add(new Used(namespace, right, names(right)));
            }
        }
        return used;
    }

    private @Nullable String namespace(ApiRights.Place place) {
        return switch (place) {
            case DATABASE -> target.namespace();
            case APPLICATIONS -> target.applications().namespace();
            case FRONT -> target.frontPage() == null ? null : target.frontPage().namespace();
        };
    }

    /** Whether the target's configuration uses the right. */
    private boolean used(ApiRights.Right right) {
        return switch (right.resource()) {
            case "cronjobs" -> !KubernetesApplications.names(target, true).isEmpty();
            case "persistentvolumeclaims" ->
                target.storage().snapshotClass() != null
                        || (right.verbs().contains("create")
                                && target.storage().work().size() != null);
            case "volumesnapshots" -> target.storage().snapshotClass() != null;
            case "endpointslices" ->
                right.place() == ApiRights.Place.FRONT
                        ? usedByFront(right)
                        : target.server().restored() != null;
            default -> right.place() == ApiRights.Place.FRONT ? usedByFront(right) : usedByDatabase(right);
        };
    }

    private boolean usedByDatabase(ApiRights.Right right) {
        return right.resource().equals("statefulsets")
                ? target.server().pods().isEmpty()
                : !switchesService(right) || target.server().restored() != null;
    }

    private static boolean switchesService(ApiRights.Right right) {
        return right.resource().equals("services") && right.verbs().contains("update");
    }

    private boolean usedByFront(ApiRights.Right right) {
        ClusterFrontPage front = target.frontPage();
        boolean files = front instanceof ClusterFrontPage.InContainer;
        boolean service = front instanceof ClusterFrontPage.OfService;
        return switch (right.resource()) {
            case "ingresses" -> front instanceof ClusterFrontPage.OfIngress;
            case "services" -> service || (!files && right.verbs().contains("get"));
            case "endpointslices" -> !files;
            case "deployments" -> files || service;
            case "pods" -> files || service;
            case "pods/portforward" -> !files;
            default -> files;
        };
    }

    /** The configured object names, to which a Role may be restricted. */
    private List<String> names(ApiRights.Right right) {
        return switch (right.resource()) {
            case "statefulsets" ->
                target.server().restored() == null
                        ? List.of(target.server().statefulSet())
                        : List.of(
                                target.server().statefulSet(),
                                target.server().restored().statefulSet());
            case "deployments" ->
                right.place() == ApiRights.Place.FRONT
                        ? namesOfFront(right.resource())
                        : KubernetesApplications.names(target, false);
            case "services" ->
                right.place() == ApiRights.Place.FRONT
                        ? namesOfFront(right.resource())
                        : List.of(switchesService(right) ? target.server().service() : "");
            case "ingresses" -> namesOfFront(right.resource());
            case "cronjobs" -> KubernetesApplications.names(target, true);
            case "persistentvolumeclaims" -> claims(right);
            default -> List.of("");
        };
    }

    private List<String> namesOfFront(String resource) {
        ClusterFrontPage front = target.frontPage();
        if (front instanceof ClusterFrontPage.OfService is) {
            return List.of(resource.equals("services") ? is.service() : is.maintenanceDeployment());
        }
        if (front instanceof ClusterFrontPage.OfIngress is) {
            return List.of(resource.equals("services") ? is.maintenanceService() : is.ingress());
        }
        return front instanceof ClusterFrontPage.InContainer is ? List.of(is.deployment()) : List.of();
    }

    /** Names of claims; a Role cannot restrict the verb create to names. */
    private List<String> claims(ApiRights.Right right) {
        String side = Names.sideClaim(name);
        if (right.verbs().contains("create")) {
            return List.of("");
        }
        if (right.verbs().contains("delete")) {
            return List.of(side);
        }
        String data = target.server().data().claim();
        return target.server().restored() == null
                ? List.of(data, side)
                : List.of(data, target.exchanged().server().data().claim(), side);
    }
}
