package playbook.incident;

/**
 * Which server and database an incident is about; compared again before every step that changes something.
 *
 * @param systemIdentifier from the control file, as text
 * @param timeline timeline that was being written when the pin went up
 * @param majorVersion 13 to 19
 * @param databaseBytes size on disk when the pin went up
 * @param dataChecksums whether pages carry checksums
 */
public record ServerIdentity(
        String systemIdentifier,
        int timeline,
        int majorVersion,
        String database,
        long databaseBytes,
        boolean dataChecksums) {}
