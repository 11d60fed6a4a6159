package playbook.platform.kubernetes.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.kubernetes.api.Cluster;

/** Which rights {@code check} asks for: those of what is configured, by name where a Role may be for a name only. */
class GrantedRightsTest {

    private static final Path NONE = Path.of("/none");

    /** Namespace, group and resource, verb, name. */
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    @Test
    void allThatAResponseUsesIsAskedFor() throws IOException {
        ask(ClusterRange.targets(NONE, "playbook"));

        assertThat(asked).containsExactly("""
                        database /configmaps create
                        database /configmaps delete
                        database /configmaps get
                        database /configmaps list
                        database /configmaps update
                        database /persistentvolumeclaims create
                        database /persistentvolumeclaims delete playbook-side-noa
                        database /persistentvolumeclaims get data
                        database /persistentvolumeclaims get playbook-side-noa
                        database /pods list
                        database /pods/log get
                        database /services create
                        database /services delete
                        database /services get
                        database apps/statefulsets get postgres
                        database apps/statefulsets update postgres
                        database batch/jobs create
                        database batch/jobs delete
                        database batch/jobs get
                        database batch/jobs list
                        database networking.k8s.io/networkpolicies create
                        database networking.k8s.io/networkpolicies delete
                        database networking.k8s.io/networkpolicies list
                        database networking.k8s.io/networkpolicies update
                        database snapshot.storage.k8s.io/volumesnapshots create
                        database snapshot.storage.k8s.io/volumesnapshots get
                        database snapshot.storage.k8s.io/volumesnapshots list
                        front /pods list
                        front /pods/exec create
                        front /pods/exec get
                        front apps/deployments get nginx
                        production /pods list
                        production /pods/exec create
                        production /pods/exec get
                        production /pods/log get
                        production apps/deployments get api
                        production apps/deployments update api
                        production batch/cronjobs get report
                        production batch/cronjobs update report
                        """.lines().toArray(String[]::new));
    }

    @Test
    void withoutAClassOfSnapshotsNoRightOnClaimsAndSnapshotsIsMissed() throws IOException {
        ask(ClusterRange.targets(NONE, "playbook"));
        Set<String> all = new TreeSet<>(asked);
        ask(ClusterRange.withoutSnapshots(NONE));

        assertThat(missingIn(asked, all))
                .containsExactly(
                        "database /persistentvolumeclaims create",
                        "database /persistentvolumeclaims delete playbook-side-noa",
                        "database /persistentvolumeclaims get data",
                        "database /persistentvolumeclaims get playbook-side-noa",
                        "database snapshot.storage.k8s.io/volumesnapshots create",
                        "database snapshot.storage.k8s.io/volumesnapshots get",
                        "database snapshot.storage.k8s.io/volumesnapshots list");
        assertThat(missingIn(all, asked)).isEmpty();
    }

    @Test
    void aSecondServerNeedsItsOwnRightsAndThatOnTheService() throws IOException {
        ask(ClusterRange.targets(NONE, "playbook"));
        Set<String> one = new TreeSet<>(asked);
        ask(ClusterRange.twoServers(NONE, 5433));

        assertThat(missingIn(one, asked))
                .containsExactly(
                        "database /persistentvolumeclaims get restored",
                        "database /services update postgres",
                        "database apps/statefulsets get postgres-restored",
                        "database apps/statefulsets update postgres-restored",
                        "database discovery.k8s.io/endpointslices list");
        assertThat(missingIn(asked, one)).isEmpty();
    }

    @Test
    void eachWayToTheMaintenancePageNeedsItsOwn() throws IOException {
        ask(ClusterRange.targets(NONE, ClusterRange.ofService("shop", "maintenance")));
        assertThat(asked)
                .filteredOn(right -> right.startsWith("front "))
                .containsExactly(
                        "front /pods list",
                        "front /services get shop",
                        "front /services update shop",
                        "front apps/deployments get maintenance",
                        "front discovery.k8s.io/endpointslices list");

        ask(ClusterRange.targets(NONE, ClusterRange.ofIngress("shop", "page", URI.create("http://shop/"))));
        assertThat(asked)
                .filteredOn(right -> right.startsWith("front "))
                .containsExactly(
                        "front /services get page",
                        "front discovery.k8s.io/endpointslices list",
                        "front networking.k8s.io/ingresses get shop",
                        "front networking.k8s.io/ingresses update shop");
    }

    private static Set<String> missingIn(Set<String> some, Set<String> all) {
        Set<String> missing = new TreeSet<>(all);
        missing.removeAll(some);
        return missing;
    }

    private void ask(ConfiguredTargets targets) throws IOException {
        asked.clear();
        MockWebServer server = new MockWebServer();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                try {
                    ObjectNode review = (ObjectNode) new ObjectMapper().readTree(request.getUtf8Body());
                    JsonNode of = review.at("/spec/resourceAttributes");
                    asked.add((of.path("namespace").asText() + " "
                                    + of.path("group").asText() + "/"
                                    + of.path("resource").asText()
                                    + (of.has("subresource")
                                            ? "/" + of.path("subresource").asText()
                                            : "") + " "
                                    + of.path("verb").asText() + " "
                                    + of.path("name").asText())
                            .strip());
                    review.putObject("status").put("allowed", true);
                    return new MockResponse()
                            .setResponseCode(request.method() == HttpMethod.POST ? 201 : 500)
                            .setBody(review.toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getPort())
                        .withHttp2Disable(true)
                        .build())
                .build()) {
            new GrantedRights(
                            new Cluster(client.getConfiguration(), null),
                            "noa",
                            targets.cluster(targets.named("noa")).orElseThrow())
                    .look();
        } finally {
            server.shutdown();
        }
    }
}
