package playbook.wayback;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Lsn;

/** How far a recovery from the base backups gets, and what stands in its way, by name. */
final class ArchiveReach {

    private static final String AGAIN =
            " What is mended now is seen by a new response: backups are listed once, at the" + " beginning.";

    private ArchiveReach() {}

    static boolean continuous(@Nullable Culprit culprit, BackupList backups) {
        Optional<BaseBackup> taken = taken(culprit, backups);
        if (culprit == null || taken.isEmpty()) {
            return backups.gaps().isEmpty();
        }
        return !backups.reachOf(taken.get()).isBefore(culprit.lastEnd());
    }

    /** The newest that ended before the culprit began, from which a recovery starts. */
    private static Optional<BaseBackup> taken(@Nullable Culprit culprit, BackupList backups) {
        return backups.base().stream().filter(base -> usable(culprit, base)).reduce((older, newer) -> newer);
    }

    /** What going back would undo is counted from the loss to now: empty when all of that can be read. */
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

    /** A recovery can only stop after the backup's end, so it must end before the culprit begins. */
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
     * Empty when one is usable.
     *
     * @param unusable base backups that cannot be taken, in words
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

    /** Empty when there is none in the way. */
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
