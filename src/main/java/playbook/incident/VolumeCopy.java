package playbook.incident;

/**
 * What was found in a volume made from a snapshot: a server as a crash would have left it.
 *
 * @param timeline of its newest checkpoint
 * @param startLsn where crash recovery begins
 * @param stopLsn end of the WAL in the copy, at most some bytes too late: consistent from here on
 * @param bytes size on disk of the data directory
 * @param dataChecksums each page tells whether it is damaged when it is read
 */
public record VolumeCopy(
        String systemIdentifier,
        int timeline,
        Lsn startLsn,
        Lsn stopLsn,
        int majorVersion,
        long bytes,
        boolean dataChecksums) {}
