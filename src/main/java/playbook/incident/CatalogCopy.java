package playbook.incident;

/**
 * A server beside the patient on a copy of its catalogs, without any user's table; rows that the patient holds as dead
 * are laid into it and read there.
 *
 * @param database folder of the target's database in the data directory, for example {@code base/16384}
 * @param bytes size of the copy
 */
public record CatalogCopy(
        String host, int port, String dataDirectory, String database, long bytes, String systemIdentifier) {}
