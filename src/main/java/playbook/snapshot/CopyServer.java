package playbook.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.backup.VolumeCopies;
import playbook.evidence.Json;
import playbook.incident.EmergencyCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.VolumeCopy;
import playbook.incident.VolumeSnapshot;
import playbook.operation.LongStep;
import playbook.operation.Tries;
import playbook.platform.Job;
import playbook.platform.Platforms;
import playbook.platform.Snapshots;
import playbook.postgres.ServerPlace;
import playbook.postgres.Tablespaces;

/**
 * S7: copies the damaged server byte for byte: by a snapshot of its volume where possible, otherwise into a folder if
 * there is enough disk space.
 */
@Component
class CopyServer implements LongStep<CopyServer.Copied> {

    private final StoredFiles files;
    private final Platforms platforms;

    CopyServer(StoredFiles files, Platforms platforms) {
        this.files = files;
        this.platforms = platforms;
    }

    @Override
    public String name() {
        return "copyServer";
    }

    @Override
    public Class<Copied> result() {
        return Copied.class;
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
        return Job.script(
                        jobName,
                        incident.target(),
                        "playbook/snapshot/copy-server.sh",
                        Map.of("PLAYBOOK_INCIDENT", incident.key(), "NO_SNAPSHOT", whyNoSnapshot.get()),
                        Duration.ofHours(12))
                .writing(Job.Storage.BACKUPS);
    }

    /** The job for a snapshot. A server that does not answer is copied too; the copy contains its system identifier. */
    private static Job snapshot(Incident incident, String jobName) {
        String identifier = "";
        String timeline = "";
        try {
            ServerPlace server = ServerPlace.ask(incident.target());
            identifier = server.systemIdentifier();
            timeline = Integer.toString(server.timeline());
        } catch (HintedException down) {
            // Without an answer there is no system identifier to compare with.
        }
        return Job.script(
                        jobName,
                        incident.target(),
                        VolumeCopies.SCRIPT,
                        Map.of(
                                "PLAYBOOK_INCIDENT",
                                incident.key(),
                                "SYSTEM_IDENTIFIER",
                                identifier,
                                "TIMELINE",
                                timeline,
                                "BACKUP_ID",
                                jobName),
                        Duration.ofHours(12))
                .on(new Job.SnapshotVolume(jobName, Job.SnapshotVolume.Use.TAKE));
    }

    private Optional<String> whyNoSnapshot(Incident incident, String jobName) {
        Snapshots here = platforms.of(incident.target()).snapshots();
        if (!here.wanted(incident.target())) {
            return Optional.of("");
        }
        if (Tries.again(jobName)) {
            return Optional.of("a snapshot was tried before and failed");
        }
        return here.whyNot(incident.target())
                .or(() -> Optional.of(Tablespaces.elsewhere(incident.target()))
                        .filter(spaces -> !spaces.isEmpty())
                        .map(spaces -> "the server has tablespaces elsewhere: " + String.join(", ", spaces)));
    }

    @Override
    public EmergencyCopy prove(Incident incident, Copied claimed) {
        VolumeCopy inVolume = claimed.inVolume();
        EmergencyCopy inFolder = claimed.inFolder();
        if (inVolume != null) {
            return kept(incident, claimed.snapshot(), inVolume);
        }
        if (inFolder != null) {
            return inFolder(incident, inFolder);
        }
        throw new HintedException("the job's result has neither a folder nor a snapshot", "look into its log.");
    }

    private EmergencyCopy inFolder(Incident incident, EmergencyCopy copy) {
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

    /** Checks the snapshot itself once more: the job has read only a volume made from it. */
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
                    "VolumeSnapshot " + name + " is no longer ready: " + snapshot.trouble(),
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
                "The playbook never deletes it. Check the deletionPolicy of its class. When nobody needs it any more:"
                        + " kubectl -n " + snapshot.namespace() + " delete volumesnapshot " + name);
    }

    /**
     * The result of both kinds of job.
     *
     * @param snapshot name of the snapshot whose volume was read; empty for a copy in a folder
     * @param inFolder the copy in a folder, or why there is none; null for a snapshot
     * @param inVolume what was found in the snapshot's volume; null for a folder
     */
    record Copied(
            String snapshot,
            @Nullable EmergencyCopy inFolder,
            @Nullable VolumeCopy inVolume) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Copied of(JsonNode document) {
            String snapshot = document.path("snapshot").asText("");
            String json = document.toString();
            return snapshot.isEmpty()
                    ? new Copied("", Json.readWhole(json, EmergencyCopy.class), null)
                    : new Copied(snapshot, null, Json.readWhole(json, VolumeCopy.class));
        }
    }
}
