package playbook.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.Target;
import playbook.platform.ClusterFrontPage;
import playbook.platform.ConfiguredTargets;
import playbook.platform.TargetCluster;

/** The overlay's description of the sample cluster is what the product takes, and every name in it is there. */
class TargetFileTest {

    private static List<Manifest> cluster;
    private static List<Manifest> product;
    private static Target target;
    private static TargetCluster names;

    @BeforeAll
    static void read() {
        cluster = Manifests.rendered("deploy/sample-cluster");
        product = Manifests.rendered("deploy/kubernetes/overlays/sample");
        ConfiguredTargets targets = SampleTarget.read();
        target = targets.named("noa");
        names = targets.cluster(target).orElseThrow();
    }

    @Test
    void theDatabaseIsThere() {
        Manifest set = one("StatefulSet", names.namespace(), names.server().statefulSet());
        assertThat(containers(set)).contains(names.server().container());
        one("Service", names.namespace(), names.server().service());
        assertThat(target.host()).isEqualTo(names.server().service() + "." + names.namespace());
        // The name that Kubernetes gives to a claim made from a template, and the folder of the image's PGDATA.
        assertThat(names.server().data().claim())
                .isEqualTo(set.json()
                                .at("/spec/volumeClaimTemplates/0/metadata/name")
                                .asText() + "-" + set.name() + "-0");
        assertThat(set.json().toString())
                .contains("/var/lib/postgresql/data/" + names.server().data().path())
                .contains("/backup/" + names.storage().archive().path() + "/%f");
        one(
                "PersistentVolumeClaim",
                names.namespace(),
                names.storage().archive().claim());
        one(
                "PersistentVolumeClaim",
                names.namespace(),
                names.storage().backups().claim());
        one("PersistentVolumeClaim", names.namespace(), names.storage().work().claim());
    }

    @Test
    void theApplicationsAreThere() {
        for (String name : names.applications().order()) {
            Manifest application = one("Deployment", names.applications().namespace(), name);
            assertThat(containers(application)).contains(names.applications().container());
            assertThat(application.json().toString())
                    .contains("\"containerPort\":" + names.applications().port());
        }
    }

    @Test
    void bothPagesAreThere() {
        assertThat(names.frontPage()).isInstanceOf(ClusterFrontPage.InContainer.class);
        var front = (ClusterFrontPage.InContainer) Objects.requireNonNull(names.frontPage());
        Manifest web = one("Deployment", front.namespace(), front.deployment());
        assertThat(containers(web)).contains(front.container());
        assertThat(web.json().toString())
                .contains("\"" + front.page() + "\"", "\"mountPath\":\"" + front.maintenancePage() + "\"");
    }

    @Test
    void outsideTheClusterItIsTheSameTargetBehindAPortOfThisMachine() {
        ConfiguredTargets targets = SampleTarget.outside();
        Target there = targets.named("noa");
        assertThat(there.host()).isEqualTo("127.0.0.1");
        assertThat(there.passfile()).hasToString("/secret/pgpass");
        assertThat(targets.cluster(there).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("portForward")
                .isEqualTo(names);
        assertThat(targets.cluster(there).orElseThrow().portForward()).isTrue();
    }

    /** What stands there as a comment works when its marks are taken away. */
    @Test
    void theOtherWaysToTheMaintenancePageAreThereToo() {
        var service = (ClusterFrontPage.OfService) otherWay("service", "maintenance-deployment");
        Manifest web = one("Service", service.namespace(), service.service());
        String port = web.json().at("/spec/ports/0/targetPort").asText();
        assertThat(one("Deployment", service.namespace(), service.maintenanceDeployment())
                        .json()
                        .at("/spec/template/spec/containers/0/ports/0/name")
                        .asText())
                .isEqualTo(port);
        assertThat(named("production", "services")).contains(service.service());

        var ingress = (ClusterFrontPage.OfIngress) otherWay("ingress", "maintenance-service", "url");
        one("Service", ingress.namespace(), ingress.maintenanceService());
        assertThat(named("production", "services")).contains(ingress.maintenanceService());
        assertThat(named("production", "ingresses")).containsExactly(ingress.ingress());
    }

    /** Each given as in the comment, the way of files taken out. */
    private static ClusterFrontPage otherWay(String way, String... properties) {
        String front = "--playbook.targets.noa.kubernetes.front-page.";
        List<String> arguments = new ArrayList<>(List.of(front + "deployment="));
        for (String property :
                Stream.concat(Stream.of(way), Stream.of(properties)).toList()) {
            String line = SampleTarget.text()
                    .lines()
                    .filter(each -> each.matches(" +# +" + property + ": .+"))
                    .findFirst()
                    .orElseThrow();
            arguments.add(front + property + "=" + line.substring(line.indexOf(": ") + 2));
        }
        ConfiguredTargets targets = SampleTarget.read(arguments.toArray(String[]::new));
        return Objects.requireNonNull(
                targets.cluster(targets.named("noa")).orElseThrow().frontPage());
    }

    @Test
    void theRightsAreForTheseNames() throws IOException {
        assertThat(named("database", "statefulsets"))
                .containsExactly(names.server().statefulSet());
        assertThat(named("production", "deployments"))
                .containsAll(names.applications().order())
                .contains("nginx");
    }

    @Test
    void theWorkersImageIsThatOfTheApplication() {
        JsonNode container = product.stream()
                .filter(manifest -> manifest.is("Deployment"))
                .findFirst()
                .orElseThrow()
                .json()
                .at("/spec/template/spec/containers/0");
        assertThat(container.path("env"))
                .filteredOn(variable -> variable.path("name").asText().equals("PLAYBOOK_WORKER_IMAGE"))
                .singleElement()
                .extracting(variable -> variable.path("value").asText())
                .isEqualTo(container.path("image").asText());
    }

    private static Set<String> named(String namespace, String resource) {
        return product.stream()
                .filter(manifest -> manifest.is("Role") && manifest.namespace().equals(namespace))
                .flatMap(role -> StreamSupport.stream(role.json().path("rules").spliterator(), false))
                .filter(rule -> rule.path("resources").toString().contains("\"" + resource + "\""))
                .flatMap(rule -> StreamSupport.stream(rule.path("resourceNames").spliterator(), false))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static List<String> containers(Manifest manifest) {
        return PodSecurity.containers(manifest.pod().orElseThrow().path("spec"))
                .map(container -> container.path("name").asText())
                .toList();
    }

    private static Manifest one(String kind, String namespace, String name) {
        return cluster.stream()
                .filter(manifest -> manifest.is(kind)
                        && manifest.namespace().equals(namespace)
                        && manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + namespace + "/" + name));
    }
}
