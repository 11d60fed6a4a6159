package playbook.restore;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RecoveryTarget;
import playbook.incident.RestoredBase;
import playbook.incident.StopPoint;

/** The stop of a point-in-time recovery, and the base backup from which it can be reached. */
@Component
class Stops {

    private static final Duration CLOCK = Duration.ofSeconds(1);

    private final Evidence evidence;

    Stops(Evidence evidence) {
        this.evidence = evidence;
    }

    StopPoint of(Incident incident) {
        return evidence.get(incident, StopPoint.class);
    }

    /**
     * Newest base backup of this cluster that ended before the stop.
     *
     * @param leave selects the backups that may be used
     */
    BaseBackup backup(Incident incident, String systemIdentifier, UnaryOperator<List<BaseBackup>> leave) {
        StopPoint stop = of(incident);
        List<BaseBackup> backups =
                leave.apply(evidence.get(incident, BackupList.class).base());
        return backups.stream()
                .filter(backup -> backup.systemIdentifier().equals(systemIdentifier))
                .filter(backup -> backup.timeline() <= stop.timeline())
                .filter(backup -> endsBefore(incident, backup, stop))
                .max(Comparator.comparing(BaseBackup::stopLsn).thenComparing(BaseBackup::timeline))
                .orElseThrow(() -> new HintedException(
                        "none of the " + backups.size() + " base backups of cluster " + systemIdentifier
                                + " ended before the stop " + stop.words() + ".",
                        "choose a later stop, or mount an older backup and list the backups again."));
    }

    Map<String, String> environment(Incident incident, String systemIdentifier) {
        StopPoint stop = of(incident);
        return switch (stop.kind()) {
            case TRANSACTION -> ReplayTarget.environment(stop.target(), transaction(incident, stop));
            case LSN -> ReplayTarget.environment(stop.target());
            case TIME ->
                ReplayTarget.environment((RecoveryTarget.ToTime) stop.target(), restored(incident, systemIdentifier));
        };
    }

    /** The base backup that was restored beside the patient; {@link #backup} chose it. */
    private BaseBackup restored(Incident incident, String systemIdentifier) {
        String id = evidence.find(incident, RestoredBase.class)
                .map(RestoredBase::backup)
                .orElse("");
        return backup(incident, systemIdentifier, backups -> {
            List<BaseBackup> that =
                    backups.stream().filter(backup -> backup.id().equals(id)).toList();
            return that.isEmpty() ? backups : that;
        });
    }

    /** The transaction of the stop, as the search for the culprit found it. */
    Culprit transaction(Incident incident, StopPoint stop) {
        long xid = Long.parseLong(stop.value());
        Optional<Culprit> confirmed = evidence.find(incident, Culprit.class).filter(found -> found.xid() == xid);
        return confirmed
                .or(() -> evidence.find(incident, CulpritSearch.class)
                        .flatMap(search -> search.suspects().stream()
                                .map(CulpritSearch.Suspect::culprit)
                                .filter(found -> found.xid() == xid)
                                .findFirst()))
                .orElseThrow(() -> new HintedException(
                        "transaction " + xid + " is not among the suspects that the search in the WAL listed.",
                        "give the stop as a WAL position or as a time."));
    }

    /**
     * Commits from this position on are undone; empty for a time, whose position is known only after reading the WAL.
     */
    Optional<Lsn> position(Incident incident) {
        StopPoint stop = of(incident);
        return switch (stop.kind()) {
            case TRANSACTION -> Optional.of(transaction(incident, stop).commitLsn());
            case LSN -> Optional.of(Lsn.parse(stop.value()));
            case TIME -> Optional.empty();
        };
    }

    private boolean endsBefore(Incident incident, BaseBackup backup, StopPoint stop) {
        return switch (stop.kind()) {
            case TRANSACTION ->
                backup.stopLsn().isBefore(transaction(incident, stop).firstLsn());
            case LSN -> !Lsn.parse(stop.value()).isBefore(backup.stopLsn());
            case TIME -> backup.finishedAt().plus(CLOCK).isBefore(((RecoveryTarget.ToTime) stop.target()).time());
        };
    }
}
