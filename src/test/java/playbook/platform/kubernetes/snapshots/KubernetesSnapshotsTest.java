package playbook.platform.kubernetes.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.incident.VolumeSnapshot;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.Job.SnapshotVolume.Use;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.StandInApi;
import playbook.platform.kubernetes.StandInStorage;
import playbook.platform.kubernetes.TestCluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.jobs.KubernetesJobs;
import playbook.platform.kubernetes.server.KubernetesServers;

/** Snapshots and volumes from them, on a cluster whose storage cuts first and is ready later. */
class KubernetesSnapshotsTest {

    private TestCluster test;
    private KubernetesJobs jobs;
    private KubernetesSnapshots snapshots;

    @BeforeEach
    void start() throws IOException {
        test = new TestCluster();
        jobs = test.jobs();
        snapshots = new KubernetesSnapshots(test.targets, test.cluster.asked());
        mark("then");
    }

    @AfterEach
    void stop() {
        RightsUsed.areAllGranted(test.cluster.calls());
        test.close();
    }

    @Test
    void aSnapshotIsTakenReadThroughAVolumeThatGoesWithItsJobAndKept() throws IOException {
        assertThat(snapshots.whyNot(test.target)).isEmpty();

        JobStatus taken = run("take", "copy-1", Use.TAKE, "DL-2026-0001");

        assertThat(taken.logTail()).contains("found then, wrote no, earlier no");
        VolumeSnapshot kept = snapshots.find(test.target, "copy-1").orElseThrow();
        assertThat(kept.ready()).isTrue();
        assertThat(kept.content()).isEqualTo("snapcontent-" + kept.uid());
        assertThat(kept.bytes()).isEqualTo(1L << 30);
        assertThat(kept.createdAt()).isAfter(kept.madeAt().minusSeconds(1));
        assertThat(test.cluster
                        .client()
                        .genericKubernetesResources(VolumeSnapshots.SNAPSHOT)
                        .inNamespace("database")
                        .withName("copy-1")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry(Names.INCIDENT, "DL-2026-0001")
                .containsEntry(Names.TARGET, "noa");
        mark("now");
        assertThat(run("look", "copy-1", Use.LOOK, "DL-2026-0001").logTail()).contains("found then");
        jobs.forget(test.target, "take");
        jobs.forget(test.target, "look");
        assertThat(claims()).containsExactly("data");
        assertThat(snapshots.find(test.target, "copy-1")).contains(kept);
    }

    @Test
    void theSideInstancesVolumeStaysUntilItIsMadeAnewOrRemoved() {
        run("take", "copy-1", Use.TAKE, "DL-2026-0001");

        assertThat(run("begin-1", "copy-1", Use.BEGIN, "DL-2026-0001").logTail())
                .contains("wrote yes, earlier no");
        assertThat(run("go-on", "copy-1", Use.GO_ON, "DL-2026-0001").logTail()).contains("earlier yes");
        assertThat(run("begin-2", "copy-1", Use.BEGIN, "DL-2026-0001").logTail())
                .contains("earlier no");
        assertThatThrownBy(() -> jobs.start(job("other", "copy-0", Use.GO_ON, "DL-2026-0001")))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("PersistentVolumeClaim database/playbook-side-noa is of DL-2026-0001 and snapshot"
                        + " copy-1, the side instance of DL-2026-0001 was made from snapshot copy-0")
                .hasMessageContaining("HINT: choose another strategy");
        assertThatThrownBy(() -> jobs.start(job("foreign", "copy-1", Use.GO_ON, "DL-2026-0002")))
                .hasMessageContaining("the side instance of DL-2026-0002 was made from snapshot copy-1");
        snapshots.removeSideVolume(test.target, "DL-2026-0002");
        assertThat(claims()).containsExactly("data", "playbook-side-noa");
        assertThat(side().getSpec().getStorageClassName()).isEqualTo("block");
        assertThat(storage()).isEqualTo("10Gi");

        snapshots.removeSideVolume(test.target, "DL-2026-0001");

        assertThat(claims()).containsExactly("data");
        assertThatThrownBy(() -> jobs.start(job("late", "copy-1", Use.GO_ON, "DL-2026-0001")))
                .hasMessageStartingWith(
                        "PersistentVolumeClaim database/playbook-side-noa is gone, the side instance of");
    }

    /** A pod that still uses a claim keeps it for a while after it was deleted. */
    @Test
    void aNewSideVolumeIsMadeWhenTheOldOneIsGoneAndNotWhenItWasToldToGo() {
        SideVolume side = new SideVolume(test.cluster.asked());
        snapshot("copy-1", Map.of("readyToUse", false, "restoreSize", "20Gi"));
        side.ready(is(), job("begin-1", "copy-1", Use.BEGIN, "DL-2026-0001"));
        assertThat(storage()).isEqualTo("21474836480");
        PersistentVolumeClaim old = side();
        AtomicInteger seenAfterwards = new AtomicInteger(-1);
        AtomicInteger seenBeforeTheNew = new AtomicInteger();
        test.cluster.api().fault(call -> {
            if (call.resource().equals("persistentvolumeclaims")) {
                if (call.verb().equals("delete")) {
                    seenAfterwards.set(0);
                } else if (call.verb().equals("create")) {
                    seenBeforeTheNew.set(seenAfterwards.get());
                } else if (call.name().equals("playbook-side-noa")
                        && seenAfterwards.get() >= 0
                        && seenAfterwards.incrementAndGet() <= 3) {
                    return Optional.of(new MockResponse().setResponseCode(200).setBody(Serialization.asJson(old)));
                }
            }
            return Optional.empty();
        });

        side.ready(is(), job("begin-2", "copy-1", Use.BEGIN, "DL-2026-0001"));

        assertThat(seenBeforeTheNew).hasValue(4);
        assertThat(side().getMetadata().getUid()).isNotEqualTo(old.getMetadata().getUid());
    }

    @Test
    void aVolumeIsAsLargeAsTheDatasClaimHasGrown() {
        SideVolume side = new SideVolume(test.cluster.asked());
        snapshot("copy-1", Map.of("readyToUse", false));
        test.cluster
                .client()
                .persistentVolumeClaims()
                .inNamespace("database")
                .withName("data")
                .editStatus(claim -> {
                    claim.setStatus(new PersistentVolumeClaimStatusBuilder()
                            .addToCapacity("storage", new Quantity("12Gi"))
                            .build());
                    return claim;
                });

        side.ready(is(), job("begin", "copy-1", Use.BEGIN, "DL-2026-0001"));

        assertThat(storage()).isEqualTo("12Gi");
        test.cluster
                .client()
                .persistentVolumeClaims()
                .inNamespace("database")
                .withName("data")
                .delete();
        assertThatThrownBy(() -> side.ready(is(), job("look", "copy-1", Use.LOOK, "DL-2026-0001")))
                .hasMessage("there is no PersistentVolumeClaim database/data\n"
                        + "HINT: correct kubernetes.data.claim of the target");
    }

    /** There no right on claims and snapshots is granted. */
    @Test
    void withoutAClassNothingIsAskedOfTheStorage() {
        ConfiguredTargets targets = ClusterRange.withoutSnapshots(test.root);
        KubernetesSnapshots none = new KubernetesSnapshots(targets, test.cluster.asked());
        Target target = targets.named("noa");

        assertThat(none.wanted(target)).isFalse();
        assertThat(none.whyNot(target)).contains("kubernetes.snapshot-class of the target names no class");
        assertThat(none.list(target)).isEmpty();
        none.removeSideVolume(target, "DL-2026-0001");

        assertThat(test.cluster.calls())
                .noneMatch(call -> call.contains("volumesnapshots") || call.contains("persistentvolumeclaims"));
    }

    @Test
    void whatTheDriverSaysIsToldAndAfterAWhileIsAFailure() {
        new VolumeSnapshots(test.cluster.asked()).create("database", "copy-1", "data", StandInStorage.BROKEN, Map.of());
        jobs.start(job("take", "copy-1", Use.TAKE, "DL-2026-0001"));

        JobStatus waiting = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> jobs.look(test.target, "take"),
                        status -> status.logTail().contains("driver"));

        assertThat(waiting.state()).isEqualTo(State.RUNNING);
        assertThat(waiting.logTail())
                .contains("VolumeSnapshot copy-1 is not ready yet; its driver says: Failed to check and update snapshot"
                        + " content: rpc error: code = ResourceExhausted");
        VolumeSnapshot broken = snapshots.find(test.target, "copy-1").orElseThrow();
        Instant later = broken.madeAt().plus(SnapshotSight.PATIENCE).plusSeconds(1);
        JobStatus late = SnapshotSight.waiting(waiting, Optional.of(broken), "copy-1", later);
        assertThat(late.state()).isEqualTo(State.FAILED);
        assertThat(late.logTail())
                .contains("HINT: kubectl describe volumesnapshot copy-1; 'try again' does without it");
        assertThat(SnapshotSight.waiting(waiting, Optional.empty(), "copy-1", later)
                        .state())
                .isEqualTo(State.FAILED);
        jobs.cancel(test.target, "take");
    }

    @Test
    void whyThereAreNoneIsTold() {
        test.cluster
                .api()
                .fault(call -> call.resource().equals("volumesnapshots")
                        ? Optional.of(StandInApi.refusal(404, "the server could not find the requested resource"))
                        : Optional.empty());
        assertThat(snapshots.whyNot(test.target))
                .contains("cannot list the VolumeSnapshots in namespace database: the server could not find the"
                        + " requested resource");
        test.cluster.api().noFault();

        test.cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace("database")
                .withName("postgres")
                .edit(set -> {
                    var builder = new StatefulSetBuilder(set);
                    builder.editSpec()
                            .editTemplate()
                            .editSpec()
                            .editFirstContainer()
                            .addNewVolumeMount()
                            .withName("files")
                            .withMountPath("/var/lib/postgresql/data/pgdata/pg_wal")
                            .endVolumeMount()
                            .endContainer()
                            .endSpec()
                            .endTemplate()
                            .endSpec();
                    return builder.build();
                });
        await().untilAsserted(() -> assertThat(snapshots.whyNot(test.target))
                .contains("the database's pod mounts other volumes inside its data directory: files at"
                        + " /var/lib/postgresql/data/pgdata/pg_wal; a snapshot of data alone would not fit them"));
        assertThat(new KubernetesServers(test.targets, test.cluster.asked()).cannotExchange(test.target, "DL-1"))
                .contains("the pods of postgres mount other volumes inside their data directory: files at"
                        + " /var/lib/postgresql/data/pgdata/pg_wal; only the claim data would be exchanged");
    }

    @Test
    void onlySnapshotsOfTheDatasClaimAreListedNewestFirst() {
        VolumeSnapshots all = new VolumeSnapshots(test.cluster.asked());
        for (String name : List.of("first", "second")) {
            all.create("database", name, "data", "csi-test", Map.of());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> snapshots.find(test.target, name).orElseThrow().ready());
        }
        all.create("database", "elsewhere", "backup", "csi-test", Map.of());
        all.create("database", "begun", "data", StandInStorage.BROKEN, Map.of());
        snapshot("long-ago", Map.of("readyToUse", false, "creationTime", "2026-01-02T03:04:05Z"));

        assertThat(snapshots.list(test.target))
                .extracting(VolumeSnapshot::name)
                .containsExactly("begun", "second", "first", "long-ago");
        VolumeSnapshot longAgo = snapshots.find(test.target, "long-ago").orElseThrow();
        assertThat(longAgo.createdAt()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(longAgo.ready()).isFalse();
        assertThat(longAgo.bytes()).isEqualTo(-1);
    }

    /** When it was cut is what a recovery reckons with. */
    @Test
    void aSnapshotWithoutItsTimeIsNotReady() {
        snapshot("timeless", Map.of("readyToUse", true));

        assertThat(snapshots.find(test.target, "timeless").orElseThrow().ready())
                .isFalse();
    }

    /** As a driver left it; the stand-in's changes no more. */
    private void snapshot(String name, Map<String, Object> status) {
        test.cluster
                .client()
                .genericKubernetesResources(VolumeSnapshots.SNAPSHOT)
                .inNamespace("database")
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion(VolumeSnapshots.GROUP + "/v1")
                        .withKind("VolumeSnapshot")
                        .withNewMetadata()
                        .withNamespace("database")
                        .withName(name)
                        .endMetadata()
                        .addToAdditionalProperties(
                                "spec",
                                Map.of(
                                        "volumeSnapshotClassName",
                                        StandInStorage.BROKEN,
                                        "source",
                                        Map.of("persistentVolumeClaimName", "data")))
                        .addToAdditionalProperties("status", status)
                        .build())
                .create();
    }

    private TargetCluster is() {
        return test.targets.cluster(test.target).orElseThrow();
    }

    private PersistentVolumeClaim side() {
        return test.cluster
                .client()
                .persistentVolumeClaims()
                .inNamespace("database")
                .withName("playbook-side-noa")
                .get();
    }

    private String storage() {
        return String.valueOf(side().getSpec().getResources().getRequests().get("storage"));
    }

    private JobStatus run(String name, String snapshot, Use use, String incident) {
        jobs.start(job(name, snapshot, use, incident));
        JobStatus ended =
                await().atMost(Duration.ofSeconds(30)).until(() -> jobs.look(test.target, name), JobStatus::ended);
        assertThat(ended.state()).as(ended.logTail()).isEqualTo(State.SUCCEEDED);
        return ended;
    }

    private Job job(String name, String snapshot, Use use, String incident) {
        return Job.script(
                        name,
                        test.target,
                        "playbook/platform/volume.sh",
                        Map.of("PLAYBOOK_INCIDENT", incident),
                        Duration.ofMinutes(1))
                .on(new Job.SnapshotVolume(snapshot, use));
    }

    private List<String> claims() {
        return test.cluster.client().persistentVolumeClaims().inNamespace("database").list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .sorted()
                .toList();
    }

    private void mark(String text) throws IOException {
        Files.writeString(test.root.resolve("data/pgdata/marker"), text);
    }
}
