package playbook.incident;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search through the WAL found.
 *
 * @param from first position scanned
 * @param until end of the scan: where the fence stood, or the end of the WAL
 * @param wantedFrom beginning of the time window that was asked for, UTC
 * @param firstCommitAt oldest commit of the target's database seen, null when there was none
 * @param lastCommitAt newest commit seen
 * @param bytes WAL read
 * @param seconds how long it took
 * @param transactions committed, that changed user tables
 * @param medianDestroyed rows which the median transaction deleted or updated
 * @param gaps WAL that is missing or unreadable; not empty means that a culprit may be in there
 * @param suspects the worst first, at most 20
 * @param timeLine each second with a commit, one minute around the first suspect
 * @param laterWrites on the first suspect's tables, after its commit
 */
public record CulpritSearch(
        Lsn from,
        Lsn until,
        Instant wantedFrom,
        @Nullable Instant firstCommitAt,
        @Nullable Instant lastCommitAt,
        long bytes,
        double seconds,
        long transactions,
        double medianDestroyed,
        List<Gap> gaps,
        List<Suspect> suspects,
        List<Second> timeLine,
        List<LaterWrites> laterWrites) {

    /** @param what names the missing segments, or says what is wrong */
    public record Gap(Lsn from, Lsn to, String what) {}

    /**
     * @param score a TRUNCATE or DROP 1,000,000,000 and more; otherwise how many times the median transaction's destruction,
     *     a deleted row counted four times
     * @param complete false when it may have begun before the scan, so that its rows are at least these
     */
    public record Suspect(Culprit culprit, double score, boolean complete) {}

    /** @param at beginning of the second, UTC */
    public record Second(Instant at, long commits, long deleted, long updated, long inserted) {}

    /** Transactions which changed a table after a moment, and their rows. */
    public record LaterWrites(TableName table, long transactions, long deleted, long updated, long inserted) {}
}
