package playbook.incident;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The backups that are really there, newest last, and how far the WAL archive reaches.
 *
 * @param archiveGaps in words, each with the segments that are missing
 * @param archivedUpTo end of the last segment that follows the newest base backup (or the archive's begin) without a hole
 * @param measuredAt when the folders were read
 * @param withServer the archive together with {@code pg_wal} of the server, from which a replay takes what the archive
 *     lacks; null in records of former versions
 */
public record BackupList(
        List<BaseBackup> base,
        List<LogicalBackup> logical,
        List<String> archiveGaps,
        Lsn archivedUpTo,
        Instant measuredAt,
        @Nullable Reach withServer) {

    /**
     * What a replay can read.
     *
     * @param gaps missing segments in words
     * @param spans of WAL without a hole, in their order
     * @param onlyOnServer segments that are in no archive
     */
    public record Reach(List<String> gaps, List<Span> spans, int onlyOnServer) {

        /**
         * The position up to which a replay from this position can read WAL; {@link Lsn#ZERO} when the position's own
         * segment is missing.
         */
        public Lsn from(Lsn position) {
            return spans.stream()
                    .filter(span -> !position.isBefore(span.from()) && position.isBefore(span.to()))
                    .findFirst()
                    .map(Span::to)
                    .orElse(Lsn.ZERO);
        }
    }

    /** A stretch of WAL, from its first byte to the first byte after it. */
    public record Span(Lsn from, Lsn to) {}

    /** A list that knows only the archived WAL, not the WAL that the server itself still has. */
    public BackupList(
            List<BaseBackup> base,
            List<LogicalBackup> logical,
            List<String> archiveGaps,
            Lsn archivedUpTo,
            Instant measuredAt) {
        this(base, logical, archiveGaps, archivedUpTo, measuredAt, null);
    }

    /** The position up to which a replay from this backup can read WAL. */
    public Lsn reachOf(BaseBackup backup) {
        return withServer == null ? archivedUpTo : withServer.from(backup.startLsn());
    }

    /**
     * The missing segments in words; a segment that the server itself has is not missing, where its WAL was looked at.
     */
    public List<String> gaps() {
        return withServer == null ? archiveGaps : withServer.gaps();
    }

    /** The same list with further base backups, such as snapshots. */
    public BackupList with(List<BaseBackup> others) {
        List<BaseBackup> all = Stream.concat(base.stream(), others.stream())
                .sorted(Comparator.comparing(BaseBackup::finishedAt))
                .toList();
        return new BackupList(all, logical, archiveGaps, archivedUpTo, measuredAt, withServer);
    }

    /** The newest base backup that passed verification. */
    public Optional<BaseBackup> lastGoodBase() {
        return base.stream()
                .filter(backup -> backup.verifiedAt() != null)
                .max(Comparator.comparing(BaseBackup::finishedAt));
    }

    /** The newest dump that was read back completely. */
    public Optional<LogicalBackup> lastGoodLogical() {
        return logical.stream()
                .filter(backup -> backup.verifiedAt() != null)
                .max(Comparator.comparing(LogicalBackup::snapshotAt));
    }
}
