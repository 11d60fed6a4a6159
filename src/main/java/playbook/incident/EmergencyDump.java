package playbook.incident;

import java.time.Instant;

/**
 * The dump of the damaged database, read back completely.
 *
 * @param directory holds {@code data/} (directory format), {@code globals.sql} and {@code SHA256SUMS}
 * @param files number of files that SHA256SUMS names
 * @param bytes size on disk
 * @param sha256 digest of SHA256SUMS
 * @param entries lines of the archive's list
 * @param finishedAt UTC
 */
public record EmergencyDump(String directory, int files, long bytes, String sha256, int entries, Instant finishedAt) {}
