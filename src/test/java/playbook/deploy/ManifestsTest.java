package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} would send to a cluster. */
class ManifestsTest {

    private static final String BASE = "deploy/kubernetes/base";
    private static final String OVERLAY = "deploy/kubernetes/overlays/sample";
    private static final String SAMPLE = "deploy/sample-cluster";
    private static final String DRILL = "deploy/sample-drill";
    private static final String OUTSIDE = "deploy/sample-drill-outside";

    @ParameterizedTest
    @ValueSource(strings = {BASE, OVERLAY, SAMPLE, DRILL, OUTSIDE})
    void everyManifestIsValid(String folder) {
        assertThat(Manifests.rendered(folder))
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(Schema.violations(manifest)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, OVERLAY, SAMPLE, DRILL, OUTSIDE})
    void whatAManifestNamesIsThere(String folder) {
        assertThat(Links.broken(Manifests.rendered(folder))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, OVERLAY, SAMPLE, DRILL, OUTSIDE})
    void everyPodIsRestricted(String folder) {
        assertThat(Manifests.rendered(folder))
                .filteredOn(manifest -> manifest.pod().isPresent())
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(PodSecurity.violations(
                                manifest.pod().orElseThrow().path("spec")))
                        .as(manifest.toString())
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, OVERLAY, SAMPLE, DRILL, OUTSIDE})
    void noManifestHoldsASecret(String folder) {
        assertThat(Manifests.rendered(folder)).noneMatch(manifest -> manifest.is("Secret"));
    }

    @Test
    void nothingOfTheProductReachesBeyondItsNamespaces() {
        Set<String> clusterWide = Set.of("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition");
        assertThat(Manifests.rendered(OVERLAY)).noneMatch(manifest -> clusterWide.contains(manifest.kind()));
    }

    @Test
    void thePagesOfTheSampleAreThoseOfThePracticeRange() throws IOException {
        Path range = Path.of("src/main/resources/playbook/practice");
        for (String copy : List.of("production/index.html", "production/maintenance.html")) {
            Path file = Path.of(SAMPLE, copy);
            assertThat(file).hasSameTextualContentAs(range.resolve(file.getFileName()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: 2|replicaz: 2|replicaz",
                "replicas: 2|replicas: two|two",
                "name: playbook-config|nom: playbook-config|nom",
                "mountPath: /tmp|path: /tmp|path",
                "serviceAccountName: playbook|serviceAccountName: [playbook]|serviceAccountName",
                "apiVersion: apps/v1|apiVersion: apps/v1beta1|apps/v1beta1",
                "containerPort: 8080|protocol: TCP|containerPort",
            })
    void aBrokenManifestIsFound(String right, String wrong, String told) throws IOException {
        String text = Files.readString(Path.of(BASE, "application.yaml"));
        assertThat(text).contains(right);

        Stream<String> violations = Manifests.parse(text.replace(right, wrong)).stream()
                .flatMap(manifest -> Schema.violations(manifest).stream());

        assertThat(violations).singleElement().asString().contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mountPath: /tmp|mountPath: /tmp|",
                "name: playbook-config|name: another|config map another",
                "port: http|port: web|livenessProbe's port",
                "serviceAccountName: playbook|serviceAccountName: nobody|service account nobody",
                "- name: tmp|- name: temporary|volumes",
            })
    void aNameThatLeadsNowhereIsFound(String right, String wrong, String told) throws IOException {
        String text = Files.readString(Path.of(BASE, "application.yaml"));
        String others = Files.readString(Path.of(BASE, "service-account.yaml")) + """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: playbook-config
                """;
        String changed = text.replaceFirst("(?s)" + right + "(?!.*" + right + ")", wrong);

        List<String> broken = Links.broken(Manifests.parse(others + "---\n" + changed));

        if (told == null) {
            assertThat(broken).isEmpty();
        } else {
            assertThat(broken).anyMatch(line -> line.contains(told));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runAsNonRoot: true|runAsNonRoot: false|runAsNonRoot",
                "runAsUser: 999|runAsUser: 0|runAsUser",
                "type: RuntimeDefault|type: Unconfined|seccomp",
                "allowPrivilegeEscalation: false|privileged: true|privileged",
                "drop: [ALL]|drop: [NET_RAW]|capabilities",
                "readOnlyRootFilesystem: true|readOnlyRootFilesystem: false|root file system",
                "emptyDir:|hostPath:|hostPath",
                "enableServiceLinks: false|hostNetwork: true|hostNetwork",
            })
    void aPodThatMayTooMuchIsFound(String right, String wrong, String told) throws IOException {
        String text = Files.readString(Path.of(BASE, "application.yaml"));
        assertThat(text).contains(right);
        Manifest application = Manifests.parse(text.replace(right, wrong)).get(0);

        assertThat(PodSecurity.violations(application.pod().orElseThrow().path("spec")))
                .anyMatch(line -> line.contains(told));
    }
}
