package playbook.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.backup.VolumeCopies;
import playbook.incident.EmergencyCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.VolumeCopy;
import playbook.incident.VolumeSnapshot;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.operation.Tries;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Platforms;
import playbook.platform.Snapshots;
import playbook.postgres.ServerPlace;
import playbook.postgres.Tablespaces;

/** S7: the damaged server, byte for byte: a snapshot of its volume where one can be taken, else a copy when the disk allows. */
@Component
public class CopyServer implements LongStep {

    private final StoredFiles files;
    private final Platforms platforms;

    public CopyServer(StoredFiles files, Platforms platforms) {
        this.files = files;
        this.platforms = platforms;
    }

    @Override
    public String name() {
        return "copyServer";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Optional<String> whyNoSnapshot = whyNoSnapshot(incident, jobName);
        if (whyNoSnapshot.isEmpty()) {
            return snapshot(incident, jobName);
        }
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script("playbook/snapshot/copy-server.sh"),
                        Map.of("PLAYBOOK_INCIDENT", incident.key(), "NO_SNAPSHOT", whyNoSnapshot.get()),
                        "",
                        Duration.ofHours(12))
                .writing(Job.Storage.BACKUPS);
    }

    /** One that does not answer is kept all the same; whose it is the copy tells. */
    private static Job snapshot(Incident incident, String jobName) {
        String identifier = "";
        String timeline = "";
        try {
            ServerPlace server = ServerPlace.ask(incident.target());
            identifier = server.systemIdentifier();
            timeline = Integer.toString(server.timeline());
        } catch (HintedException down) {
            // Nothing to compare with.
        }
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script(VolumeCopies.SCRIPT),
                        Map.of(
                                "PLAYBOOK_INCIDENT",
                                incident.key(),
                                "SYSTEM_IDENTIFIER",
                                identifier,
                                "TIMELINE",
                                timeline,
                                "BACKUP_ID",
                                jobName),
                        "",
                        Duration.ofHours(12))
                .on(new Job.SnapshotVolume(jobName, Job.SnapshotVolume.Use.TAKE));
    }

    private Optional<String> whyNoSnapshot(Incident incident, String jobName) {
        Snapshots here = platforms.of(incident.target()).snapshots();
        if (!here.wanted(incident.target())) {
            return Optional.of("");
        }
        if (Tries.again(jobName)) {
            return Optional.of("one was tried before and failed");
        }
        return here.whyNot(incident.target())
                .or(() -> Optional.of(Tablespaces.elsewhere(incident.target()))
                        .filter(spaces -> !spaces.isEmpty())
                        .map(spaces -> "the server has tablespaces elsewhere: " + String.join(", ", spaces)));
    }

    @Override
    public EmergencyCopy prove(Incident incident, JobStatus ended) {
        String snapshot = JobResults.read(ended, Taken.class).snapshot();
        if (snapshot != null) {
            return kept(incident, snapshot, JobResults.read(ended, VolumeCopy.class));
        }
        EmergencyCopy copy = JobResults.read(ended, EmergencyCopy.class);
        if (copy.skipped() != null) {
            return copy;
        }
        if (copy.directory() == null || copy.manifestSha256() == null) {
            throw new HintedException(
                    "the copy's result names no folder or no digest: " + copy, "look into the log of the job.");
        }
        files.proveCopy(incident, copy.directory(), copy.manifestSha256());
        return copy;
    }

    /** Looks at the snapshot itself once more: what was read came from a volume made of it. */
    private EmergencyCopy kept(Incident incident, String name, VolumeCopy found) {
        VolumeSnapshot snapshot = platforms
                .of(incident.target())
                .snapshots()
                .find(incident.target(), name)
                .orElseThrow(() -> new HintedException(
                        "VolumeSnapshot " + name + " is gone",
                        "somebody deleted it; 'try again' makes a copy without a snapshot"));
        if (!snapshot.ready()) {
            throw new HintedException(
                    "VolumeSnapshot " + name + " is not ready any more: " + snapshot.trouble(),
                    "kubectl describe it; 'try again' makes a copy without a snapshot");
        }
        return new EmergencyCopy(
                null,
                null,
                found.bytes(),
                null,
                Instant.now(),
                snapshot,
                found,
                "The playbook never deletes it. Keep its class's deletionPolicy in mind; when nobody needs it any more:"
                        + " kubectl -n " + snapshot.namespace() + " delete volumesnapshot " + name);
    }

    /** Null in the result of a copy into a folder. */
    private record Taken(@Nullable String snapshot) {}
}
