package playbook.platform.kubernetes.jobs;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.platform.Job;
import playbook.platform.TargetCluster;
import playbook.platform.kubernetes.api.Names;
import playbook.platform.kubernetes.server.DatabasePod;

/** The claims of a target in a job's pod, read-only unless the job says that it writes; one claim is one volume. */
final class JobVolumes {

    static final String SNAPSHOT_FOLDER = Names.ROOT + "/snapshot";

    private final Job job;
    private final TargetCluster target;
    private final DatabasePod database;
    private final Map<String, String> claims = new LinkedHashMap<>();
    private final @Nullable Volume snapshot;

    /** @param snapshot made from a snapshot for this job, null for none */
    JobVolumes(Job job, TargetCluster target, DatabasePod database, @Nullable Volume snapshot) {
        this.snapshot = snapshot;
        this.database = database;
        this.job = job;
        this.target = target;
        TargetCluster.Restored patient = patient();
        if (patient != null) {
            claims.put(patient.data().claim(), "claim-0");
        }
        for (String claim : List.of(
                target.server().data().claim(),
                target.storage().archive().claim(),
                target.storage().backups().claim(),
                target.storage().work().claim())) {
            claims.putIfAbsent(claim, "claim-" + claims.size());
        }
        others().forEach(other -> claims.putIfAbsent(other.claim(), "claim-" + claims.size()));
    }

    /** What is read may lie behind a link, as {@code pg_wal} does with a claim of its own; who writes data needs none. */
    private List<DatabasePod.Mounted> others() {
        return job.writes().contains(Job.Storage.DATA) ? List.of() : database.others();
    }

    List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        claims.forEach((claim, volume) -> volumes.add(new VolumeBuilder()
                .withName(volume)
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .build()));
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(job.name())
                .withDefaultMode(0555)
                .endConfigMap()
                .build());
        if (snapshot != null) {
            volumes.add(snapshot);
        }
        // Readable by all in this pod; pod.sh makes the copy that libpq accepts.
        volumes.add(new VolumeBuilder()
                .withName("secret")
                .withNewSecret()
                .withSecretName(target.jobs().secret())
                .withDefaultMode(0444)
                .endSecret()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("private")
                .withNewEmptyDir()
                .withMedium("Memory")
                .endEmptyDir()
                .build());
        return volumes;
    }

    /** Recovered data goes to the other server; then the patient's is only looked at. */
    private TargetCluster.@Nullable Restored patient() {
        return job.writes().contains(Job.Storage.DATA) ? target.server().restored() : null;
    }

    List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                mount(target.server().data().claim(), database.dataMount(), reads(Job.Storage.DATA)),
                mount(target.storage().archive().claim(), folder("archive"), reads(Job.Storage.ARCHIVE)),
                mount(target.storage().backups().claim(), folder("backups"), reads(Job.Storage.BACKUPS)),
                mount(target.storage().work().claim(), folder("work"), false),
                volume("config", folder("config"), true),
                volume("secret", folder("secret"), true),
                volume("private", folder("private"), false)));
        TargetCluster.Restored patient = patient();
        if (patient != null) {
            mounts.add(mount(patient.data().claim(), folder("patient"), true));
        }
        for (DatabasePod.Mounted other : others()) {
            mounts.add(new VolumeMountBuilder(mount(other.claim(), other.path(), true))
                    .withSubPath(other.folder().isEmpty() ? null : other.folder())
                    .build());
        }
        Job.SnapshotVolume wish = job.volume();
        if (snapshot != null && wish != null) {
            mounts.add(volume(snapshot.getName(), SNAPSHOT_FOLDER, goesWithThePod(wish)));
        }
        return mounts;
    }

    /** Nobody needs to write to it. */
    static boolean goesWithThePod(Job.SnapshotVolume volume) {
        return switch (volume.use()) {
            case TAKE, LOOK -> true;
            case BEGIN, GO_ON -> false;
        };
    }

    private static String folder(String name) {
        return Names.ROOT + "/" + name;
    }

    private boolean reads(Job.Storage storage) {
        return !job.writes().contains(storage);
    }

    private VolumeMount mount(String claim, String path, boolean readOnly) {
        return volume(claims.getOrDefault(claim, claim), path, readOnly);
    }

    private static VolumeMount volume(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly)
                .build();
    }
}
