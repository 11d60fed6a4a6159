package playbook.wayback;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Lsn;

/** Judges how far a recovery from the base backups can get, and names missing backups and WAL. */
final class ArchiveReach {

    private static final String AGAIN =
            " A later repair is only noticed by a new response, because backups are listed at the" + " beginning.";

    private ArchiveReach() {}

    static boolean continuous(@Nullable Culprit culprit, BackupList backups) {
        Optional<BaseBackup> taken = taken(culprit, backups);
        if (culprit == null || taken.isEmpty()) {
            return backups.gaps().isEmpty();
        }
        return !backups.reachOf(taken.get()).isBefore(culprit.lastEnd());
    }

    /** The newest base backup that ended before the culprit began; a recovery starts from it. */
    private static Optional<BaseBackup> taken(@Nullable Culprit culprit, BackupList backups) {
        return backups.base().stream().filter(base -> usable(culprit, base)).reduce((older, newer) -> newer);
    }

    /** Why the losses of a point-in-time recovery cannot be counted; empty when all WAL since the loss can be read. */
    static String holeSince(@Nullable Culprit culprit, @Nullable CulpritSearch search) {
        List<String> since = culprit == null || search == null
                ? List.of()
                : search.gaps().stream()
                        .filter(gap -> culprit.firstLsn().isBefore(gap.to()))
                        .map(gap -> gap.from() + " to " + gap.to() + ", " + gap.what())
                        .toList();
        return since.isEmpty()
                ? ""
                : "What would be undone can't be counted, WAL since the loss is missing: " + String.join("; ", since)
                        + ". Look for it in pg_wal of the server and of its standbys and in other copies of the archive."
                        + AGAIN;
    }

    /**
     * Whether a recovery to before the culprit can start from this backup: the backup must end before the culprit
     * begins.
     */
    static boolean usable(@Nullable Culprit culprit, BaseBackup base) {
        if (culprit == null) {
            return true;
        }
        boolean earlier = culprit.named()
                ? !culprit.firstLsn().isBefore(base.stopLsn())
                : base.finishedAt().isBefore(culprit.committedAt());
        return earlier && base.timeline() <= culprit.timeline();
    }

    /**
     * Why no base backup is usable; empty when one is.
     *
     * @param unusable the unusable base backups, in words
     */
    static String noBaseBackup(@Nullable Culprit culprit, BackupList backups, List<String> unusable) {
        if (backups.base().isEmpty()) {
            return (unusable.isEmpty()
                            ? "There is no base backup in the backup repository, so no server can be recovered beside this one."
                            : "No base backup in the backup repository can be used, so no server can be recovered beside this"
                                    + " one: " + String.join("; ", unusable) + ".")
                    + AGAIN;
        }
        if (culprit == null || backups.base().stream().anyMatch(base -> usable(culprit, base))) {
            return "";
        }
        BaseBackup oldest = backups.base().get(0);
        return "No base backup ended before the culprit began: the oldest of "
                + backups.base().size() + ", "
                + oldest.id() + ", ends at " + oldest.stopLsn() + " (" + oldest.finishedAt() + ") on timeline "
                + oldest.timeline() + ", the culprit begins at "
                + (culprit.named()
                        ? culprit.firstLsn().toString()
                        : culprit.committedAt().toString()) + " on timeline "
                + culprit.timeline() + "." + AGAIN;
    }

    /** The gap in the WAL that prevents a recovery, in words; empty when there is none. */
    static String hole(@Nullable Culprit culprit, BackupList backups) {
        if (continuous(culprit, backups)) {
            return "";
        }
        boolean serverToo = backups.withServer() != null;
        String where = serverToo ? "The WAL in the archive and in pg_wal of the server" : "The WAL archive";
        String missing = backups.gaps().isEmpty()
                ? where + " does not reach far enough"
                : where + " has a hole: " + String.join("; ", backups.gaps());
        String reach = taken(culprit, backups)
                .map(base -> reach(culprit, backups, base))
                .orElse("");
        return missing + reach + ". Look for it in pg_wal of "
                + (serverToo ? "its standbys" : "the server and of its standbys")
                + " and in other copies of the archive."
                + AGAIN;
    }

    private static String reach(@Nullable Culprit culprit, BackupList backups, BaseBackup base) {
        Lsn upTo = backups.reachOf(base);
        return ". From the base backup " + base.id()
                + (upTo.equals(Lsn.ZERO)
                        ? " no recovery can begin: the WAL at its begin, " + base.startLsn() + ", is missing"
                        : " a recovery gets to " + upTo + " and no further")
                + (culprit == null || !culprit.named()
                        ? ""
                        : ", the culprit's transaction ended at " + culprit.lastEnd());
    }
}
