package playbook.restore;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import playbook.backup.Repository;
import playbook.backup.VolumeCopies;
import playbook.evidence.Evidence;
import playbook.incident.BaseBackup;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.platform.Job;
import playbook.platform.Job.SnapshotVolume;
import playbook.platform.Job.SnapshotVolume.Use;

/**
 * The jobs of the side instance. An incident has one such server, in this group of jobs, possibly on its own volume.
 */
final class SideServer {

    static final String GROUP = "side";

    /** The port in Kubernetes, where the side instance has its own address. */
    static final int PORT = 5432;

    private SideServer() {}

    /** Gives a job that restores this backup its script and, for a snapshot, a new volume. */
    static Job restoring(Repository repository, BaseBackup backup, Function<String, Job> withScript) {
        return backup.fromSnapshot()
                ? withScript.apply(VolumeCopies.SCRIPT).inGroup(GROUP).on(new SnapshotVolume(backup.id(), Use.BEGIN))
                : withScript.apply(repository.restoreScript()).inGroup(GROUP);
    }

    /** A job that runs {@code replay.sh}, with the stop and the script that fetches WAL from the repository. */
    static Job replaying(Repository repository, Incident incident, String jobName, Map<String, String> target) {
        Map<String, String> environment = new LinkedHashMap<>(target);
        environment.put("FETCH_WAL", repository.fetchWal());
        return Job.script(jobName, incident.target(), "playbook/restore/replay.sh", environment, Duration.ofHours(24))
                .serving(GROUP, PORT);
    }

    /** Gives a later job the volume on which the side instance was restored, if it has one. */
    static Job whereItIs(Evidence evidence, Incident incident, Job job) {
        String snapshot = evidence.find(incident, RestoredBase.class)
                .map(RestoredBase::snapshot)
                .orElse("");
        return snapshot.isEmpty() ? job : job.on(new SnapshotVolume(snapshot, Use.GO_ON));
    }
}
