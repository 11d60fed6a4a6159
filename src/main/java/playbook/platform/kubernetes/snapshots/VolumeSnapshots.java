package playbook.platform.kubernetes.snapshots;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.VolumeSnapshot;
import playbook.platform.kubernetes.api.Cluster;

/** The objects of the snapshot controller, as its API has them in v1; the client has no classes of its own for them. */
public final class VolumeSnapshots {

    public static final String GROUP = "snapshot.storage.k8s.io";

    public static final ResourceDefinitionContext SNAPSHOT = kind("VolumeSnapshot", "volumesnapshots", true);
    public static final ResourceDefinitionContext CLASS = kind("VolumeSnapshotClass", "volumesnapshotclasses", false);

    private final Cluster cluster;

    public VolumeSnapshots(Cluster cluster) {
        this.cluster = cluster;
    }

    private static ResourceDefinitionContext kind(String kind, String plural, boolean namespaced) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }

    /** Finds it when it was made before. */
    public void create(String namespace, String name, String claim, String snapshotClass, Map<String, String> labels) {
        GenericKubernetesResource wish = new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP + "/v1")
                .withKind("VolumeSnapshot")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "volumeSnapshotClassName",
                                snapshotClass,
                                "source",
                                Map.of("persistentVolumeClaimName", claim)))
                .build();
        cluster.tryTo(
                "create VolumeSnapshot " + namespace + "/" + name,
                409,
                client -> client.genericKubernetesResources(SNAPSHOT)
                        .inNamespace(namespace)
                        .resource(wish)
                        .create());
    }

    public Optional<VolumeSnapshot> find(String namespace, String name) {
        return Optional.ofNullable(cluster.ask(
                        "read VolumeSnapshot " + namespace + "/" + name,
                        client -> client.genericKubernetesResources(SNAPSHOT)
                                .inNamespace(namespace)
                                .withName(name)
                                .get()))
                .map(VolumeSnapshots::seen);
    }

    /** Newest first; those without a time, because they have only begun, before all. */
    List<VolumeSnapshot> of(String namespace, String claim) {
        return cluster
                .ask(
                        "list the VolumeSnapshots in namespace " + namespace,
                        client -> client.genericKubernetesResources(SNAPSHOT)
                                .inNamespace(namespace)
                                .list())
                .getItems()
                .stream()
                .filter(snapshot -> claim.equals(text(snapshot, "spec", "source", "persistentVolumeClaimName")))
                .map(VolumeSnapshots::seen)
                .sorted(Comparator.comparing(
                                (VolumeSnapshot each) -> each.createdAt() == null ? Instant.MAX : each.createdAt())
                        .reversed())
                .toList();
    }

    private static VolumeSnapshot seen(GenericKubernetesResource snapshot) {
        String made = snapshot.getMetadata().getCreationTimestamp();
        String created = text(snapshot, "status", "creationTime");
        String size = text(snapshot, "status", "restoreSize");
        String trouble = text(snapshot, "status", "error", "message");
        return new VolumeSnapshot(
                snapshot.getMetadata().getNamespace(),
                snapshot.getMetadata().getName(),
                String.valueOf(snapshot.getMetadata().getUid()),
                text(snapshot, "status", "boundVolumeSnapshotContentName"),
                made == null ? Instant.EPOCH : Instant.parse(made),
                created == null ? null : Instant.parse(created),
                size == null
                        ? -1
                        : Quantity.getAmountInBytes(new Quantity(size)).longValue(),
                created != null && Boolean.parseBoolean(text(snapshot, "status", "readyToUse")),
                trouble == null ? "" : trouble);
    }

    public static @Nullable String text(GenericKubernetesResource object, Object... path) {
        Object value = object.get(path);
        return value == null ? null : value.toString();
    }
}
