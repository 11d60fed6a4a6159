package playbook.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.platform.Inventory.Item;
import playbook.platform.Inventory.Item.State;

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
        Cluster cluster = test.cluster.asked();
        List<Item> items = new SnapshotInventory(cluster, new KubernetesSnapshots(test.targets, cluster))
                .look(test.target, test.targets.cluster(test.target).orElseThrow());
        return items.stream().map(item -> tuple(item.state(), item.found())).toList();
    }
}
