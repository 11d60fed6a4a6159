package playbook.platform.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import playbook.platform.kubernetes.snapshots.VolumeSnapshots;
import playbook.postgres.CrashCopy;

/**
 * Folders as claims, and copies of them as snapshots. It plays the provisioner and the snapshot controller: a snapshot is
 * cut first and ready later, a claim from one waits for it, and one of class {@code csi-broken} never succeeds.
 */
public final class StandInStorage {

    public static final String BROKEN = "csi-broken";

    private final KubernetesClient client;
    private final Path folder;
    private final Map<String, Path> claims = new TreeMap<>();
    /** What of a claim a snapshot holds, where its folder serves for others too. */
    private final Map<String, String> held = new HashMap<>();
    /** By uid, so that one made anew under an old name is another. */
    private final Map<String, Path> snapshots = new HashMap<>();

    private final Map<String, String> provisioned = new HashMap<>();

    StandInStorage(KubernetesClient client, Path folder) {
        this.client = client;
        this.folder = folder;
    }

    /** @param holds the folder in it that a snapshot copies, empty for all */
    synchronized void claim(String name, Path is, String holds) {
        claims.put(name, is);
        held.put(name, holds);
    }

    synchronized void round(Collection<StandInPod> pods) {
        for (GenericKubernetesResource snapshot : client.genericKubernetesResources(VolumeSnapshots.SNAPSHOT)
                .inAnyNamespace()
                .list()
                .getItems()) {
            advance(snapshot, pods);
        }
        Map<String, PersistentVolumeClaim> wanted = new HashMap<>();
        client.persistentVolumeClaims().inAnyNamespace().list().getItems().stream()
                .filter(claim -> claim.getSpec().getDataSource() != null)
                .forEach(claim -> wanted.put(claim.getMetadata().getName(), claim));
        for (String name : List.copyOf(provisioned.keySet())) {
            PersistentVolumeClaim now = wanted.get(name);
            if (now == null || !now.getMetadata().getUid().equals(provisioned.get(name))) {
                provisioned.remove(name);
                delete(Objects.requireNonNull(claims.remove(name)));
            }
        }
        wanted.forEach((name, claim) -> {
            if (!claims.containsKey(name) && ready(claim.getMetadata().getNamespace(), claim.getSpec())) {
                Path volume = folder.resolve("claim-" + claim.getMetadata().getUid());
                fill(claim.getMetadata().getNamespace(), claim.getSpec(), volume);
                claims.put(name, volume);
                provisioned.put(name, claim.getMetadata().getUid());
                client.resource(new PersistentVolumeClaimBuilder(claim)
                                .editOrNewStatus()
                                .withPhase("Bound")
                                .endStatus()
                                .build())
                        .updateStatus();
            }
        });
    }

    /** Cut in one round, ready in a later one. */
    private void advance(GenericKubernetesResource snapshot, Collection<StandInPod> pods) {
        String uid = snapshot.getMetadata().getUid();
        Map<String, Object> status = new LinkedHashMap<>();
        if (BROKEN.equals(VolumeSnapshots.text(snapshot, "spec", "volumeSnapshotClassName"))) {
            if (snapshot.get("status") != null) {
                return;
            }
            status.put("readyToUse", false);
            status.put(
                    "error",
                    Map.of(
                            "time",
                            Instant.now().toString(),
                            "message",
                            "Failed to check and update snapshot content: rpc error: code = ResourceExhausted"));
        } else if (!snapshots.containsKey(uid)) {
            String claim =
                    String.valueOf(VolumeSnapshots.text(snapshot, "spec", "source", "persistentVolumeClaimName"));
            snapshots.put(uid, cut(claim, uid, pods));
            status.put("boundVolumeSnapshotContentName", "snapcontent-" + uid);
            status.put("creationTime", Instant.now().toString());
            status.put("readyToUse", false);
            status.put("restoreSize", "1Gi");
        } else if (Boolean.FALSE.equals(snapshot.get("status", "readyToUse"))) {
            Map<String, Object> now = snapshot.get("status");
            status.putAll(now);
            status.put("readyToUse", true);
        } else {
            return;
        }
        client.genericKubernetesResources(VolumeSnapshots.SNAPSHOT)
                .inNamespace(snapshot.getMetadata().getNamespace())
                .withName(snapshot.getMetadata().getName())
                .edit(now -> {
                    now.setAdditionalProperty("status", status);
                    return now;
                });
    }

    private Path cut(String claim, String uid, Collection<StandInPod> pods) {
        try {
            String holds = held.getOrDefault(claim, "");
            Path from = Objects.requireNonNull(claims.get(claim), "no claim " + claim);
            Path to = Files.createDirectories(folder.resolve("snapshot-" + uid));
            List<StandInPod> writers =
                    pods.stream().filter(pod -> pod.writesTo(claim)).toList();
            CrashCopy.take(
                    () -> writers.stream().flatMap(StandInPod::processes).toList(),
                    holds.isEmpty() ? from : from.resolve(holds),
                    holds.isEmpty() ? to : to.resolve(holds));
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pod waits for its volumes. */
    synchronized boolean ready(Pod pod) {
        return pod.getSpec().getVolumes().stream().allMatch(volume -> {
            if (volume.getEphemeral() != null) {
                return ready(
                        pod.getMetadata().getNamespace(),
                        volume.getEphemeral().getVolumeClaimTemplate().getSpec());
            }
            return volume.getPersistentVolumeClaim() == null
                    || claims.containsKey(volume.getPersistentVolumeClaim().getClaimName());
        });
    }

    private boolean ready(String namespace, PersistentVolumeClaimSpec spec) {
        GenericKubernetesResource snapshot = snapshot(namespace, spec);
        return snapshot != null && Boolean.TRUE.equals(snapshot.get("status", "readyToUse"));
    }

    synchronized Path folder(String claim) {
        return Objects.requireNonNull(claims.get(claim), "no claim " + claim);
    }

    /** A volume that lives as long as its pod. */
    synchronized void fill(String namespace, Volume volume, Path to) {
        fill(namespace, volume.getEphemeral().getVolumeClaimTemplate().getSpec(), to);
    }

    private void fill(String namespace, PersistentVolumeClaimSpec spec, Path to) {
        String uid =
                Objects.requireNonNull(snapshot(namespace, spec)).getMetadata().getUid();
        CrashCopy.take(List::of, Objects.requireNonNull(snapshots.get(uid)), to);
    }

    private GenericKubernetesResource snapshot(String namespace, PersistentVolumeClaimSpec spec) {
        return client.genericKubernetesResources(VolumeSnapshots.SNAPSHOT)
                .inNamespace(namespace)
                .withName(spec.getDataSource().getName())
                .get();
    }

    private static void delete(Path volume) {
        try (Stream<Path> files = Files.walk(volume)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
