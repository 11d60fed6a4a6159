package playbook.platform.kubernetes.inventory;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import playbook.platform.Inventory.Item;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Cluster;

/** Asks the API server, for each right that a target uses, whether the playbook has it; asking needs no permission. */
final class GrantedRights {

    private final Cluster cluster;
    private final UsedRights rights;

    /** @param name of the target in the configuration */
    GrantedRights(Cluster cluster, String name, TargetCluster target) {
        this.cluster = cluster;
        this.rights = new UsedRights(name, target);
    }

    List<Item> look() {
        Map<String, Integer> granted = new TreeMap<>();
        List<Item> refused = new ArrayList<>();
        for (UsedRights.Used used : rights.all()) {
            for (String name : used.names()) {
                List<String> denied = used.right().verbs().stream()
                        .filter(verb -> !allowed(used.namespace(), used.right(), verb, name))
                        .toList();
                granted.merge(used.namespace(), used.right().verbs().size() - denied.size(), Integer::sum);
                if (!denied.isEmpty()) {
                    refused.add(refused(used.namespace(), used.right(), denied, name));
                }
            }
        }
        List<Item> items = new ArrayList<>();
        granted.forEach((namespace, count) ->
                items.add(Item.found("rights in " + namespace, count + " of those that a response uses")));
        items.addAll(refused);
        return items;
    }

    private static Item refused(String namespace, ApiRights.Right right, List<String> denied, String name) {
        return new Item(
                "rights in " + namespace,
                Item.State.NOT_ALLOWED,
                String.join(", ", denied) + " " + right.resource() + (name.isEmpty() ? "" : " " + name),
                "add to the playbook's Role in namespace " + namespace + ": apiGroups [\"" + right.apiGroup()
                        + "\"], resources [" + right.resource() + "]"
                        + (name.isEmpty() ? "" : ", resourceNames [" + name + "]") + ", verbs "
                        + denied);
    }

    private boolean allowed(String namespace, ApiRights.Right right, String verb, String name) {
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
