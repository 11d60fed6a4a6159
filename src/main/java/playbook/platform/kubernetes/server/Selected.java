package playbook.platform.kubernetes.server;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import playbook.platform.kubernetes.api.Names;

/** Which pods a selector means, as the API server reads it. */
final class Selected {

    private Selected() {}

    /** Names of the policies, other than ours, that let somebody in to pods with these labels. */
    static List<String> lettingIn(List<NetworkPolicy> policies, Map<String, String> labels) {
        return policies.stream()
                .filter(policy -> !ours(policy))
                .filter(policy -> matches(policy.getSpec().getPodSelector(), labels))
                .filter(policy -> !policy.getSpec().getIngress().isEmpty())
                .map(policy -> policy.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static boolean ours(NetworkPolicy policy) {
        Map<String, String> labels = policy.getMetadata().getLabels();
        return labels != null && labels.containsKey(Names.INCIDENT);
    }

    /** An empty selector means every pod. */
    static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
                && selector.getMatchExpressions().stream().allMatch(each -> matches(each, labels));
    }

    private static boolean matches(LabelSelectorRequirement rule, Map<String, String> labels) {
        String value = labels.get(rule.getKey());
        return switch (rule.getOperator()) {
            case "In" -> value != null && rule.getValues().contains(value);
            case "NotIn" -> value == null || !rule.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> true;
        };
    }
}
