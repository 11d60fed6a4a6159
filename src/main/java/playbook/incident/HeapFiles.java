package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * Which file held each user table when the evidence was pinned. A pin keeps dead rows in their file; a rewrite gives the
 * table another file and the dead rows are gone, whatever is pinned.
 *
 * @param seenAt this machine's clock, UTC
 */
public record HeapFiles(List<HeapFile> tables, Instant seenAt) {

    /** @param file the number of the table's file, {@code pg_relation_filenode} */
    public record HeapFile(long oid, String table, long file) {}
}
