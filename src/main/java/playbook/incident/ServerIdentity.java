package playbook.incident;

/**
 * The server and database of an incident; compared again before every step that changes something.
 *
 * @param systemIdentifier from the control file, as text
 * @param timeline the server's timeline when the pin was set
 * @param majorVersion 13 to 19
 * @param databaseBytes size on disk when the pin was set
 * @param dataChecksums whether pages carry checksums
 */
public record ServerIdentity(
        String systemIdentifier,
        int timeline,
        int majorVersion,
        String database,
        long databaseBytes,
        boolean dataChecksums) {}
