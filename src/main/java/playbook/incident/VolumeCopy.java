package playbook.incident;

/**
 * What was found in a volume made from a snapshot: a server's files in the state in which a crash would have left them.
 *
 * @param timeline of its newest checkpoint
 * @param startLsn where crash recovery begins
 * @param stopLsn end of the WAL in the copy, from which on it is consistent; may be some bytes too late
 * @param bytes size on disk of the data directory
 * @param dataChecksums whether pages have checksums, by which damage is noticed when a page is read
 */
public record VolumeCopy(
        String systemIdentifier,
        int timeline,
        Lsn startLsn,
        Lsn stopLsn,
        int majorVersion,
        long bytes,
        boolean dataChecksums) {}
