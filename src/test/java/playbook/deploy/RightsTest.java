package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import playbook.platform.kubernetes.inventory.ApiRights;

/** What the overlay's Roles grant is what the code asks the API server for: no more, no less. */
class RightsTest {

    private static final String OVERLAY = "deploy/kubernetes/overlays/sample";
    private static final String OUTSIDE = "deploy/kubernetes/overlays/outside";

    @Test
    void everyRightThatTheCodeNeedsIsGrantedAndNoOther() {
        assertThat(granted(OVERLAY)).containsExactlyElementsOf(needed(ApiRights.ALL));
    }

    @Test
    void fromOutsideTheClusterPortsArePartOfItAndNothingElse() {
        Set<String> needed = needed(ApiRights.ALL);
        needed.addAll(needed(ApiRights.OUTSIDE));
        assertThat(granted(OUTSIDE)).containsExactlyElementsOf(needed);
    }

    @Test
    void theManualTellsEachOfThem() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/kubernetes.md"));
        for (Manifest role : roles(OUTSIDE)) {
            for (JsonNode rule : role.json().path("rules")) {
                String words = "`" + rule.path("resources").get(0).asText() + "` "
                        + texts(rule, "verbs").collect(Collectors.joining(", "));
                assertThat(rows)
                        .as(role.namespace())
                        .anyMatch(row -> row.startsWith("| " + role.namespace() + " |") && row.contains(words));
            }
        }
    }

    /** In one build kustomize may take a resource's name for that of a generated one, and change it. */
    @Test
    void theDrillGrantsTheSame() {
        assertThat(Manifests.rendered("deploy/sample-drill"))
                .filteredOn(manifest -> manifest.is("Role"))
                .containsExactlyInAnyOrderElementsOf(roles(OVERLAY));
    }

    @Test
    void aRoleNamesNoWildcard() {
        assertThat(roles(OUTSIDE))
                .allSatisfy(
                        role -> assertThat(role.json().path("rules").toString()).doesNotContain("*"));
    }

    @Test
    void noRoleReadsSecretsOrGivesRightsAway() {
        assertThat(granted(OUTSIDE))
                .noneMatch(right -> right.contains(" secrets ")
                        || right.contains("rolebindings")
                        || right.contains(" roles ")
                        || right.contains("impersonate"));
    }

    @Test
    void onlyThePlaybooksOwnAccountGetsThem() {
        assertThat(Manifests.rendered(OUTSIDE))
                .filteredOn(manifest -> manifest.is("RoleBinding"))
                .hasSameSizeAs(roles(OUTSIDE))
                .allSatisfy(binding -> assertThat(
                                binding.json().path("subjects").toString())
                        .isEqualTo("[{\"kind\":\"ServiceAccount\",\"name\":\"playbook\",\"namespace\":\"playbook\"}]"));
    }

    /** {@code namespace group resource verb}, as the API server decides by. */
    private static Set<String> needed(List<ApiRights.Right> rights) {
        Set<String> needed = new TreeSet<>();
        for (ApiRights.Right right : rights) {
            String namespace = right.place() == ApiRights.Place.DATABASE ? "database" : "production";
            right.verbs()
                    .forEach(verb ->
                            needed.add(namespace + " " + right.apiGroup() + " " + right.resource() + " " + verb));
        }
        return needed;
    }

    private static Set<String> granted(String overlay) {
        Set<String> granted = new TreeSet<>();
        for (Manifest role : roles(overlay)) {
            for (JsonNode rule : role.json().path("rules")) {
                texts(rule, "apiGroups")
                        .forEach(group -> texts(rule, "resources")
                                .forEach(resource -> texts(rule, "verbs")
                                        .forEach(verb -> granted.add(
                                                role.namespace() + " " + group + " " + resource + " " + verb))));
            }
        }
        return granted;
    }

    private static Stream<String> texts(JsonNode rule, String field) {
        return StreamSupport.stream(rule.path(field).spliterator(), false).map(JsonNode::asText);
    }

    private static List<Manifest> roles(String overlay) {
        return Manifests.rendered(overlay).stream()
                .filter(manifest -> manifest.is("Role"))
                .toList();
    }
}
