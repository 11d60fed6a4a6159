package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn verify -Pcluster} would make, without a cluster. */
class ClusterManifestsTest {

    private static final ClusterManifests MANIFESTS = new ClusterManifests(
            "x1",
            Map.of("data-loss-playbook", "registry:5000/playbook:7", "postgres", "postgres:16", "nginx", "web"),
            "fast");

    @TempDir
    private Path folder;

    @Test
    void everythingIsInNamespacesOfItsOwn() throws Exception {
        List<Manifest> manifests = MANIFESTS.render(folder);

        assertThat(manifests)
                .allSatisfy(manifest -> assertThat(Schema.violations(manifest)).isEmpty());
        assertThat(Links.broken(manifests)).isEmpty();
        assertThat(manifests.stream().map(Manifest::namespace).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(MANIFESTS.namespaces())
                .containsExactlyInAnyOrder("database-x1", "production-x1", "playbook-x1");
        assertThat(manifests.toString() + text(manifests))
                .doesNotContainPattern("namespace\\W+(database|production|playbook)\\b(?!-x1)")
                .doesNotContainPattern("metadata.name\\W+(database|production|playbook)\\b(?!-x1)")
                .doesNotContainPattern("(postgres\\.database|playbook\\.playbook)\\b(?!-x1)")
                .contains("http://playbook.playbook-x1", "host: postgres.database-x1");
    }

    @Test
    void imagesAndStorageAreThoseOfTheProperties() throws Exception {
        String text = text(MANIFESTS.render(folder));

        assertThat(text)
                .contains("\"PLAYBOOK_WORKER_IMAGE\",\"value\":\"registry:5000/playbook:7\"")
                .contains(
                        "\"image\":\"registry:5000/playbook:7\"",
                        "\"image\":\"postgres:16\"",
                        "\"image\":\"web:latest\"")
                .doesNotContain("data-loss-playbook:latest", "postgres:15", "nginx:1.26");
        assertThat(text.split("\"storageClassName\":\"fast\"", -1)).hasSize(6);
    }

    private static String text(List<Manifest> manifests) {
        return manifests.stream().map(manifest -> manifest.json().toString()).collect(Collectors.joining("\n"));
    }
}
