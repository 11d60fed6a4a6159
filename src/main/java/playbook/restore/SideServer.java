package playbook.restore;

import playbook.backup.VolumeCopies;
import playbook.evidence.Evidence;
import playbook.incident.BaseBackup;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.platform.Job;
import playbook.platform.Job.SnapshotVolume;
import playbook.platform.Job.SnapshotVolume.Use;

/** How the platform knows the side instance: one server of this group for an incident, and perhaps a volume of its own. */
final class SideServer {

    static final String GROUP = "side";

    /** In a cluster, where its address is its own. */
    static final int PORT = 5432;

    private SideServer() {}

    /** Gives a job that restores this backup its script and, for a snapshot, a new volume. */
    static Job restoring(BaseBackup backup, java.util.function.Function<String, Job> withScript) {
        return backup.fromSnapshot()
                ? withScript.apply(VolumeCopies.SCRIPT).inGroup(GROUP).on(new SnapshotVolume(backup.id(), Use.BEGIN))
                : withScript.apply("playbook/restore/restore-base.sh").inGroup(GROUP);
    }

    /** Gives a later job the volume on which the side instance was restored, if it has one. */
    static Job whereItIs(Evidence evidence, Incident incident, Job job) {
        String snapshot = evidence.find(incident, RestoredBase.class)
                .map(RestoredBase::snapshot)
                .orElse("");
        return snapshot.isEmpty() ? job : job.on(new SnapshotVolume(snapshot, Use.GO_ON));
    }
}
