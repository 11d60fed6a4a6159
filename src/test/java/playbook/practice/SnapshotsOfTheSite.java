package playbook.practice;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Snapshots of the database's volume as a site's own schedule takes them. */
final class SnapshotsOfTheSite {

    private static final ResourceDefinitionContext SNAPSHOT = new ResourceDefinitionContext.Builder()
            .withGroup("snapshot.storage.k8s.io")
            .withVersion("v1")
            .withKind("VolumeSnapshot")
            .withPlural("volumesnapshots")
            .withNamespaced(true)
            .build();

    private SnapshotsOfTheSite() {}

    /** Of the running database; returns when it is ready. */
    static void take(KubernetesClient client, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.pods().inNamespace(ClusterDrill.DATABASE).list().getItems().stream()
                        .anyMatch(pod -> pod.getStatus() != null
                                && "Running".equals(pod.getStatus().getPhase())));
        client.genericKubernetesResources(SNAPSHOT)
                .inNamespace(ClusterDrill.DATABASE)
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("snapshot.storage.k8s.io/v1")
                        .withKind("VolumeSnapshot")
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addToAdditionalProperties(
                                "spec",
                                Map.of(
                                        "volumeSnapshotClassName",
                                        "csi-test",
                                        "source",
                                        Map.of("persistentVolumeClaimName", "data")))
                        .build())
                .create();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        all(client).stream().anyMatch(one -> Boolean.TRUE.equals(one.get("status", "readyToUse"))));
    }

    static List<String> names(KubernetesClient client) {
        return all(client).stream().map(one -> one.getMetadata().getName()).toList();
    }

    private static List<GenericKubernetesResource> all(KubernetesClient client) {
        return client.genericKubernetesResources(SNAPSHOT)
                .inNamespace(ClusterDrill.DATABASE)
                .list()
                .getItems();
    }
}
