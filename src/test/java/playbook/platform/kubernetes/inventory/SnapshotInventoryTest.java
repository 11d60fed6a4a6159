package playbook.platform.kubernetes.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Target;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Inventory.Item;
import playbook.platform.Inventory.Item.State;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.StandInStorage;
import playbook.platform.kubernetes.TestCluster;
import playbook.platform.kubernetes.api.Cluster;
import playbook.platform.kubernetes.snapshots.KubernetesSnapshots;
import playbook.platform.kubernetes.snapshots.VolumeSnapshots;

/** What {@code check} says of snapshots; the class belongs to the whole cluster, where we have no right. */
class SnapshotInventoryTest {

    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aClassThatMayNotBeReadIsNotKnown() {
        test.cluster
                .api()
                .fault(call -> call.resource().equals("volumesnapshotclasses")
                        ? Optional.of(StandInApi.refusal(403, "volumesnapshotclasses is forbidden"))
                        : Optional.empty());

        assertThat(look())
                .containsExactly(
                        tuple(
                                State.FOUND,
                                "by class csi-test; whether it fits is not known: no right on the whole cluster is asked"
                                        + " for"),
                        tuple(State.FOUND, "none of data is ready; base backups are taken from their folder"));
    }

    @Test
    void aClassThatIsMissingOrOfAnotherDriverIsAFault() {
        assertThat(look()).contains(tuple(State.MISSING, "there is no VolumeSnapshotClass csi-test"));
        snapshotClass("csi.other");
        assertThat(look()).contains(tuple(State.MISSING, "class csi-test is of driver csi.other, data of csi.test"));
    }

    @Test
    void aClassThatFitsIsToldWithItsPolicy() {
        snapshotClass("csi.test");
        assertThat(look()).contains(tuple(State.FOUND, "by class csi-test, driver csi.test, deletionPolicy Delete"));
    }

    @Test
    void aClaimWhoseDriverIsNotToldIsNoFaultAndTheOldNameOfTheAnnotationIsRead() {
        snapshotClass("csi.test");
        driverOfTheData(Map.of());
        assertThat(look()).contains(tuple(State.FOUND, "by class csi-test, driver csi.test, deletionPolicy Delete"));

        driverOfTheData(Map.of("volume.beta.kubernetes.io/storage-provisioner", "csi.old"));
        assertThat(look()).contains(tuple(State.MISSING, "class csi-test is of driver csi.test, data of csi.old"));
    }

    @Test
    void onlySnapshotsThatAreReadyAreToldAsBases() {
        Cluster cluster = test.cluster.asked();
        new VolumeSnapshots(cluster).create("database", "begun", "data", StandInStorage.BROKEN, Map.of());
        assertThat(look())
                .contains(tuple(State.FOUND, "none of data is ready; base backups are taken from their folder"));

        new VolumeSnapshots(cluster).create("database", "copy-1", "data", "csi-test", Map.of());
        await().untilAsserted(() -> assertThat(look())
                .anySatisfy(item ->
                        assertThat(item.toList().get(1).toString()).startsWith("1 of data, newest copy-1 of 20")));
    }

    @Test
    void withoutAClassAndWhereASnapshotWouldNotDoItIsSaid() {
        assertThat(look(ClusterRange.withoutSnapshots(test.root)))
                .containsExactly(tuple(
                        State.WEAK,
                        "not used: no kubernetes.snapshot-class is given, so copies are made file by file"));

        test.cluster
                .api()
                .fault(call -> call.resource().equals("volumesnapshots")
                        ? Optional.of(StandInApi.refusal(404, "the server could not find the requested resource"))
                        : Optional.empty());
        assertThat(look())
                .containsExactly(tuple(
                        State.WEAK,
                        "not used: cannot list the VolumeSnapshots in namespace database: the server could not find the"
                                + " requested resource"));
    }

    private void driverOfTheData(Map<String, String> annotations) {
        test.cluster
                .client()
                .persistentVolumeClaims()
                .inNamespace("database")
                .withName("data")
                .edit(claim -> {
                    claim.getMetadata().setAnnotations(annotations);
                    return claim;
                });
    }

    private void snapshotClass(String driver) {
        test.cluster
                .client()
                .genericKubernetesResources(VolumeSnapshots.CLASS)
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion(VolumeSnapshots.GROUP + "/v1")
                        .withKind("VolumeSnapshotClass")
                        .withNewMetadata()
                        .withName("csi-test")
                        .endMetadata()
                        .addToAdditionalProperties("driver", driver)
                        .addToAdditionalProperties("deletionPolicy", "Delete")
                        .build())
                .create();
    }

    private List<Tuple> look() {
        return look(test.targets);
    }

    private List<Tuple> look(ConfiguredTargets targets) {
        Cluster cluster = test.cluster.asked();
        Target target = targets.named("noa");
        List<Item> items = new SnapshotInventory(cluster, new KubernetesSnapshots(targets, cluster))
                .look(target, targets.cluster(target).orElseThrow());
        return items.stream().map(item -> tuple(item.state(), item.found())).toList();
    }
}
