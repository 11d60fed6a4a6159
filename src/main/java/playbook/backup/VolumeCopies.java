package playbook.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.Incident;
import playbook.incident.VolumeCopy;
import playbook.incident.VolumeSnapshot;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.LookingOn;
import playbook.platform.Platforms;
import playbook.platform.Snapshots;

/**
 * Uses snapshots of the data volume as base backups: makes a volume from each one and reads the server's files in it.
 */
@Component
public class VolumeCopies {

    public static final String SCRIPT = "playbook/backup/look-at-copy.sh";

    /**
     * Ages of the snapshots that are looked at, before the report. The newest one is the best, unless the loss happened
     * before it.
     */
    private static final List<Duration> AGES = List.of(Duration.ZERO, Duration.ofHours(6), Duration.ofDays(1));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Platforms platforms;

    public VolumeCopies(Platforms platforms) {
        this.platforms = platforms;
    }

    /**
     * @param base oldest first
     * @param unusable one text for each unusable snapshot, with its name
     */
    public record Found(List<BaseBackup> base, List<String> unusable) {}

    /** Waits half a minute at most; a snapshot whose volume takes longer is listed as unusable. */
    public Found look(Incident incident, String systemIdentifier) {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        Snapshots here = platforms.of(incident.target()).snapshots();
        if (!here.wanted(incident.target())) {
            return found;
        }
        String whyNot = here.whyNot(incident.target()).orElse("");
        if (!whyNot.isEmpty()) {
            found.unusable().add("snapshots of the volume: " + whyNot);
            return found;
        }
        Map<String, VolumeSnapshot> started = new LinkedHashMap<>();
        for (VolumeSnapshot snapshot : choose(here.list(incident.target()), incident.reportedAt())) {
            String name = (incident.key() + "-look-at-" + started.size() + "-"
                            + Instant.now().toEpochMilli())
                    .toLowerCase(Locale.ROOT);
            platforms.of(incident.target()).jobs().start(job(incident, name, snapshot.name(), systemIdentifier));
            started.put(name, snapshot);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        started.forEach((name, snapshot) -> tell(found, snapshot, await(incident, name, end)));
        found.base().sort(java.util.Comparator.comparing(BaseBackup::finishedAt));
        return found;
    }

    private static Job job(Incident incident, String name, String snapshot, String systemIdentifier) {
        return Job.script(
                        name,
                        incident.target(),
                        SCRIPT,
                        Map.of("PLAYBOOK_INCIDENT", incident.key(), "SYSTEM_IDENTIFIER", systemIdentifier),
                        Duration.ofMinutes(10))
                .on(new Job.SnapshotVolume(snapshot, Job.SnapshotVolume.Use.LOOK));
    }

    /** For each age, the newest ready snapshot that is at least that much older than the report. */
    static List<VolumeSnapshot> choose(List<VolumeSnapshot> newestFirst, Instant reportedAt) {
        return AGES.stream()
                .flatMap(age -> newestFirst.stream()
                        .filter(VolumeSnapshot::ready)
                        .filter(snapshot ->
                                Objects.requireNonNull(snapshot.createdAt()).isBefore(reportedAt.minus(age)))
                        .findFirst()
                        .stream())
                .distinct()
                .toList();
    }

    private JobStatus await(Incident incident, String name, long end) {
        Jobs jobs = platforms.of(incident.target()).jobs();
        JobStatus status = LookingOn.await(jobs, incident.target(), name, Duration.ofNanos(end - System.nanoTime()));
        if (!status.ended()) {
            jobs.cancel(incident.target(), name);
        }
        jobs.forget(incident.target(), name);
        return status;
    }

    private static void tell(Found found, VolumeSnapshot snapshot, JobStatus ended) {
        String name = "VolumeSnapshot " + snapshot.name() + " of " + snapshot.createdAt();
        if (ended.state() == JobStatus.State.SUCCEEDED && ended.result() != null) {
            found.base().add(BaseBackup.of(snapshot, Json.read(ended.result(), VolumeCopy.class)));
        } else if (ended.ended()) {
            found.unusable().add(name + ": " + ended.logTail());
        } else {
            found.unusable()
                    .add(name + ": not looked at, because its volume was not there after"
                            + " " + PATIENCE.toSeconds() + " s: "
                            + ended.logTail());
        }
    }
}
