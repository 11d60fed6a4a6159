package playbook.platform.kubernetes.inventory;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.platform.ClusterFrontPage;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.applications.KubernetesApplications;

/** Asks the API server, for each right of {@link Rights}, whether we have it; asking needs no right. */
final class GrantedRights {

    private final Cluster cluster;
    private final String name;
    private final TargetCluster target;

    /** @param name of the target in the configuration */
    GrantedRights(Cluster cluster, String name, TargetCluster target) {
        this.name = name;
        this.cluster = cluster;
        this.target = target;
    }

    List<Item> look() {
        Map<String, Integer> granted = new TreeMap<>();
        List<Item> refused = new ArrayList<>();
        for (Rights.Right right : used()) {
            String namespace = namespace(right.place());
            if (namespace == null || !used(right)) {
                continue;
            }
            for (String name : names(right)) {
                List<String> denied = right.verbs().stream()
                        .filter(verb -> !allowed(namespace, right, verb, name))
                        .toList();
                granted.merge(namespace, right.verbs().size() - denied.size(), Integer::sum);
                if (!denied.isEmpty()) {
                    refused.add(refused(namespace, right, denied, name));
                }
            }
        }
        List<Item> items = new ArrayList<>();
        granted.forEach((namespace, count) ->
                items.add(Item.found("rights in " + namespace, count + " of those that a response uses")));
        items.addAll(refused);
        return items;
    }

    private List<Rights.Right> used() {
        List<Rights.Right> used = new ArrayList<>(Rights.ALL);
        if (target.portForward()) {
            used.addAll(Rights.OUTSIDE);
        }
        return used;
    }

    private static Item refused(String namespace, Rights.Right right, List<String> denied, String name) {
        return new Item(
                "rights in " + namespace,
                Item.State.NOT_ALLOWED,
                String.join(", ", denied) + " " + right.resource() + (name.isEmpty() ? "" : " " + name),
                "add to the playbook's Role in namespace " + namespace + ": apiGroups [\"" + right.apiGroup()
                        + "\"], resources [" + right.resource() + "]"
                        + (name.isEmpty() ? "" : ", resourceNames [" + name + "]") + ", verbs "
                        + denied);
    }

    private @Nullable String namespace(Rights.Place place) {
        return switch (place) {
            case DATABASE -> target.namespace();
            case APPLICATIONS -> target.applications().namespace();
            case FRONT -> target.frontPage() == null ? null : target.frontPage().namespace();
        };
    }

    /** A right for what is not configured is not missed. */
    private boolean used(Rights.Right right) {
        return switch (right.resource()) {
            case "cronjobs" -> applications(true).findAny().isPresent();
            case "persistentvolumeclaims" ->
                target.storage().snapshotClass() != null
                        || (right.verbs().contains("create") && target.storage().work().size() != null);
            case "volumesnapshots" -> target.storage().snapshotClass() != null;
            case "endpointslices" ->
                right.place() == Rights.Place.FRONT ? usedByFront(right) : target.server().restored() != null;
            default -> right.place() == Rights.Place.FRONT ? usedByFront(right) : usedByDatabase(right);
        };
    }

    private boolean usedByDatabase(Rights.Right right) {
        return right.resource().equals("statefulsets")
                ? target.server().pods().isEmpty()
                : !switchesService(right) || target.server().restored() != null;
    }

    private static boolean switchesService(Rights.Right right) {
        return right.resource().equals("services") && right.verbs().contains("update");
    }

    private boolean usedByFront(Rights.Right right) {
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

    /** What the configuration names; a Role may be for these names only. */
    private List<String> names(Rights.Right right) {
        return switch (right.resource()) {
            case "statefulsets" ->
                target.server().restored() == null
                        ? List.of(target.server().statefulSet())
                        : List.of(target.server().statefulSet(), target.server().restored().statefulSet());
            case "deployments" ->
                right.place() == Rights.Place.FRONT
                        ? namesOfFront(right.resource())
                        : applications(false).toList();
            case "services" ->
                right.place() == Rights.Place.FRONT
                        ? namesOfFront(right.resource())
                        : List.of(switchesService(right) ? target.server().service() : "");
            case "ingresses" -> namesOfFront(right.resource());
            case "cronjobs" -> applications(true).toList();
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

    /** What is created has no name yet as far as a Role is concerned. */
    private List<String> claims(Rights.Right right) {
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

    private java.util.stream.Stream<String> applications(boolean cronJobs) {
        return target.applications().order().stream()
                .filter(name -> name.startsWith(KubernetesApplications.CRON_JOB) == cronJobs)
                .map(name -> cronJobs ? name.substring(KubernetesApplications.CRON_JOB.length()) : name);
    }

    private boolean allowed(String namespace, Rights.Right right, String verb, String name) {
        String[] resource = right.resource().split("/", 2);
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(right.apiGroup())
                .withResource(resource[0])
                .withSubresource(resource.length > 1 ? resource[1] : null)
                .withVerb(verb)
                .withName(name.isEmpty() ? null : name)
                .endResourceAttributes()
                .endSpec()
                .build();
        SelfSubjectAccessReview answer = cluster.ask(
                "ask what we may do in namespace " + namespace,
                client -> client.resource(question).create());
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
