package playbook.platform.kubernetes.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.deploy.Manifest;
import playbook.deploy.Manifests;
import playbook.deploy.SampleTarget;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Inventory.Item;
import playbook.platform.Inventory.Item.State;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.front.KubernetesFrontPage;
import playbook.platform.kubernetes.server.PortForwards;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;

/** What {@code check} finds in the sample cluster with the rights of the sample overlay's Roles, and with fewer. */
class KubernetesInventoryTest {

    private final MockWebServer server = new MockWebServer();
    private final List<Manifest> roles = Manifests.rendered("deploy/kubernetes/overlays/sample").stream()
            .filter(manifest -> manifest.is("Role"))
            .map(role -> new Manifest(role.json().deepCopy()))
            .toList();
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new ApiServer());
        server.start(InetAddress.getLoopbackAddress(), 0);
        client = client();
    }

    @AfterEach
    void end() {
        client.close();
        server.shutdown();
    }

    @Test
    void theRightsOfTheOverlayAreEnough() {
        assertThat(look())
                .extracting(Item::what, Item::state, Item::found)
                .contains(
                        tuple("rights in database", State.FOUND, "20 of those that a response uses"),
                        tuple("rights in production", State.FOUND, "10 of those that a response uses"))
                .noneMatch(item -> item.toList().contains(State.NOT_ALLOWED));
    }

    @Test
    void aMissingRightIsToldInWordsThatCanBePastedIntoTheRole() {
        rule("database", "jobs").withArray("verbs").remove(0);
        rule("production", "deployments").withArray("resourceNames").removeAll().add("another");

        assertThat(look())
                .filteredOn(item -> item.state() == State.NOT_ALLOWED)
                .extracting(Item::what, Item::found, Item::hint)
                .containsExactly(
                        tuple(
                                "rights in database",
                                "create jobs",
                                "add to the playbook's Role in namespace database: apiGroups [\"batch\"], resources"
                                        + " [jobs], verbs [create]"),
                        tuple(
                                "rights in production",
                                "get, update deployments api",
                                "add to the playbook's Role in namespace production: apiGroups [\"apps\"], resources"
                                        + " [deployments], resourceNames [api], verbs [get, update]"));
    }

    @Test
    void aRightForWhatIsNotConfiguredIsNotMissed() {
        rule("production", "cronjobs").withArray("verbs").removeAll();

        assertThat(look()).noneMatch(item -> item.state() == State.NOT_ALLOWED);
        assertThat(look("--playbook.targets.noa.applications=api,cronjob/nightly"))
                .filteredOn(item -> item.state() == State.NOT_ALLOWED)
                .extracting(Item::found)
                .containsExactly("get, update cronjobs nightly");
    }

    @Test
    void outsideTheClusterPortsAreAskedForToo() {
        assertThat(look("--playbook.targets.noa.kubernetes.port-forward=true"))
                .filteredOn(item -> item.state() == State.NOT_ALLOWED)
                .extracting(Item::what, Item::found)
                .containsExactly(
                        tuple("rights in database", "create, get pods/portforward"),
                        tuple("rights in production", "create, get pods/portforward"));
    }

    @Test
    void theDatabaseIsFoundWithItsClaims() {
        deploy();

        assertThat(look())
                .extracting(Item::what, Item::state, Item::found)
                .contains(
                        tuple("database pod", State.FOUND, "postgres-0, postgres:15, user 999"),
                        tuple("data claim", State.FOUND, "data-postgres-0 is mounted by the database"),
                        tuple("database service", State.FOUND, "database/postgres"));
        assertThat(look("--playbook.targets.noa.kubernetes.data.claim=data-postgres-1"))
                .contains(new Item(
                        "data claim",
                        State.MISSING,
                        "the database mounts [data-postgres-0, postgres-backup], not data-postgres-1",
                        "correct kubernetes.data.claim of the target"));
    }

    @Test
    void aDatabaseOfAnOperatorIsRecognised() {
        deploy();
        client.apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres")
                .edit(set -> {
                    set.getMetadata()
                            .setOwnerReferences(List.of(new io.fabric8.kubernetes.api.model.OwnerReferenceBuilder()
                                    .withApiVersion("acid.zalan.do/v1")
                                    .withKind("postgresql")
                                    .withName("acid")
                                    .withUid("1")
                                    .withController(true)
                                    .build()));
                    return set;
                });

        assertThat(look())
                .contains(new Item(
                        "operator",
                        State.WEAK,
                        "StatefulSet postgres belongs to postgresql acid, whose operator would start it again at once",
                        "rows can be recovered; the whole server goes back by the operator's own way. Zalando's"
                                + " operator: make a new postgresql with a section clone (cluster: acid, timestamp: <time"
                                + " before the loss, with its time zone>), and lead the applications to it"));
    }

    @Test
    void whatIsNotThereIsMissingWithAHint() {
        assertThat(look())
                .contains(
                        new Item(
                                "database pod",
                                State.MISSING,
                                "there is no StatefulSet postgres in namespace database",
                                "correct kubernetes.namespace or kubernetes.stateful-set of the target"),
                        new Item(
                                "database service",
                                State.MISSING,
                                "there is no Service database/postgres",
                                "correct kubernetes.service of the target"),
                        new Item(
                                "front page",
                                State.MISSING,
                                "there is no Deployment nginx in namespace production",
                                "correct the target's applications or front-page, or deploy it"));
    }

    @Test
    void anApiServerThatIsAwayIsTheOnlyThingToTell() {
        server.shutdown();

        assertThat(look()).singleElement().satisfies(item -> {
            assertThat(item.what()).isEqualTo("API server");
            assertThat(item.state()).isEqualTo(State.MISSING);
            assertThat(item.hint()).contains("is the API server up");
        });
    }

    /** The sample cluster's database, and the pod and claim that Kubernetes makes from it. */
    private void deploy() {
        for (Manifest manifest : Manifests.rendered("deploy/sample-cluster")) {
            String text = manifest.json().toString();
            if (manifest.namespace().equals("database") && manifest.is("StatefulSet")) {
                StatefulSet set = client.resource(Serialization.unmarshal(text, StatefulSet.class))
                        .create();
                client.resource(pod(set)).create();
            } else if (manifest.namespace().equals("database") && manifest.is("Service")) {
                client.resource(Serialization.unmarshal(text, Service.class)).create();
            }
        }
    }

    private static Pod pod(StatefulSet set) {
        return new PodBuilder()
                .withMetadata(set.getSpec().getTemplate().getMetadata())
                .withSpec(set.getSpec().getTemplate().getSpec())
                .editMetadata()
                .withNamespace("database")
                .withName("postgres-0")
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName("postgres")
                .withUid("1")
                .endOwnerReference()
                .endMetadata()
                .editSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName("data-postgres-0")
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }

    private List<Item> look(String... arguments) {
        ConfiguredTargets targets = SampleTarget.read(arguments);
        Cluster cluster = new Cluster(client.getConfiguration(), null);
        return new KubernetesInventory(
                        targets,
                        cluster,
                        new KubernetesFrontPage(targets, cluster, new PortForwards(targets, cluster)),
                        new KubernetesSnapshots(targets, cluster))
                .look(targets.named("noa"));
    }

    private ObjectNode rule(String namespace, String resource) {
        return (ObjectNode) roles.stream()
                .filter(role -> role.namespace().equals(namespace))
                .flatMap(role -> StreamSupport.stream(role.json().path("rules").spliterator(), false))
                .filter(rule -> rule.path("resources").get(0).asText().equals(resource))
                .findFirst()
                .orElseThrow();
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffInterval(10)
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .build();
    }

    /** Stores objects, and answers what is allowed as Kubernetes' role-based authorizer does from the Roles. */
    private final class ApiServer extends Dispatcher {

        private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (!request.getPath().endsWith("/selfsubjectaccessreviews") || request.method() != HttpMethod.POST) {
                return objects.dispatch(request);
            }
            try {
                ObjectNode review = (ObjectNode) new ObjectMapper().readTree(request.getUtf8Body());
                boolean allowed = allowed(review.at("/spec/resourceAttributes"));
                review.putObject("status").put("allowed", allowed);
                return new MockResponse().setResponseCode(201).setBody(review.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean allowed(JsonNode asked) {
            String resource = asked.path("resource").asText()
                    + (asked.path("subresource").asText().isEmpty()
                            ? ""
                            : "/" + asked.path("subresource").asText());
            return roles.stream()
                    .filter(role ->
                            role.namespace().equals(asked.path("namespace").asText()))
                    .flatMap(role ->
                            StreamSupport.stream(role.json().path("rules").spliterator(), false))
                    .anyMatch(rule -> has(rule, "apiGroups", asked.path("group").asText())
                            && has(rule, "resources", resource)
                            && has(rule, "verbs", asked.path("verb").asText())
                            && (!rule.has("resourceNames")
                                    || has(
                                            rule,
                                            "resourceNames",
                                            asked.path("name").asText())));
        }

        private boolean has(JsonNode rule, String field, String wanted) {
            return StreamSupport.stream(rule.path(field).spliterator(), false)
                    .anyMatch(one -> one.asText().equals(wanted));
        }
    }
}
