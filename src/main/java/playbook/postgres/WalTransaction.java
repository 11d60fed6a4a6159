package playbook.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import playbook.incident.Lsn;

/**
 * One committed transaction with what the WAL tells about it, aborted subtransactions left out. Relations are files here;
 * {@link WalRelations} gives them names.
 *
 * @param xid top transaction
 * @param first start of the first record seen of it or of a subtransaction
 * @param commit start of its commit record
 * @param end first byte after its commit record
 * @param timeline of the segment which holds the commit record
 * @param rows what it did to which file
 * @param locked OIDs of relations it locked exclusively, in order
 * @param created files it created
 * @param removed files that its commit removed, without those it created itself
 * @param forgotten OIDs of relations whose statistics its commit dropped (PostgreSQL 15 and later)
 * @param truncated OIDs of relations it truncated, told only with {@code wal_level=logical}
 * @param imaged files into which it wrote whole pages outside of row changes
 * @param catalog what it did to the definitions of relations
 * @param catalogRead whether the catalogs' records were looked at
 */
public record WalTransaction(
        long xid,
        List<Long> subtransactions,
        Lsn first,
        Lsn commit,
        Lsn end,
        int timeline,
        int major,
        Instant at,
        Collection<ChangedRows> rows,
        List<Long> locked,
        Set<WalFile> created,
        Set<WalFile> removed,
        Set<Long> forgotten,
        Set<Long> truncated,
        Set<WalFile> imaged,
        CatalogChanges catalog,
        boolean catalogRead) {}
