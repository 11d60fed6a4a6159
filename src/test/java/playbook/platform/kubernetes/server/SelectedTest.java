package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.platform.kubernetes.api.Names;

/** Selectors as the API server reads them: a policy that is overlooked here lets applications in behind the fence. */
class SelectedTest {

    private static final Map<String, String> POSTGRES = Map.of("app", "postgres", "tier", "data");

    @ParameterizedTest
    @CsvSource({
        "app, In, postgres, true",
        "app, In, redis, false",
        "zone, In, a, false",
        "app, NotIn, postgres, false",
        "app, NotIn, redis, true",
        "zone, NotIn, a, true",
        "app, Exists, , true",
        "zone, Exists, , false",
        "app, DoesNotExist, , false",
        "zone, DoesNotExist, , true",
        "app, NotYetInvented, , true",
    })
    void anExpressionMeansWhatTheApiSays(String key, String operator, String value, boolean matches) {
        LabelSelector selector = new LabelSelectorBuilder()
                .addToMatchExpressions(new LabelSelectorRequirement(
                        key, operator, value == null ? List.of() : List.of(value, "another")))
                .build();

        assertThat(Selected.matches(selector, POSTGRES)).isEqualTo(matches);
    }

    @Test
    void everyLabelAndEveryExpressionMustFit() {
        LabelSelector both = new LabelSelectorBuilder()
                .addToMatchLabels(POSTGRES)
                .addToMatchExpressions(new LabelSelectorRequirement("app", "Exists", List.of()))
                .addToMatchExpressions(new LabelSelectorRequirement("zone", "Exists", List.of()))
                .build();

        assertThat(Selected.matches(both, POSTGRES)).isFalse();
        assertThat(Selected.matches(both, Map.of("app", "postgres", "tier", "data", "zone", "a")))
                .isTrue();
        assertThat(Selected.matches(both, Map.of("app", "postgres", "zone", "a")))
                .isFalse();
        assertThat(Selected.matches(new LabelSelector(), POSTGRES)).isTrue();
    }

    /** Also that of another incident is ours; a policy with any other label is not. */
    @Test
    void onlyOthersThatLetSomebodyInAreNamed() {
        assertThat(Selected.lettingIn(
                        List.of(
                                policy("theirs", Map.of("team", "shop"), true),
                                policy("ours", Map.of(Names.INCIDENT, "DL-2026-0007"), true),
                                policy("closed", Map.of(), false)),
                        POSTGRES))
                .containsExactly("theirs");
    }

    private static NetworkPolicy policy(String name, Map<String, String> labels, boolean letsIn) {
        NetworkPolicyBuilder policy = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .endSpec();
        return letsIn ? policy.editSpec().addNewIngress().endIngress().endSpec().build() : policy.build();
    }
}
