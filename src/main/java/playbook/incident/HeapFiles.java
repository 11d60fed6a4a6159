package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * The file of each user table when the evidence was pinned. The pin keeps dead rows in that file; a rewrite gives the
 * table another file, and the dead rows are lost in spite of the pin.
 *
 * @param seenAt this machine's clock, UTC
 */
public record HeapFiles(List<HeapFile> tables, Instant seenAt) {

    /** @param file the number of the table's file, {@code pg_relation_filenode} */
    public record HeapFile(long oid, String table, long file) {}
}
