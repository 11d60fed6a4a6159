package playbook.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/** What one transaction or subtransaction has done so far. */
final class OpenTransaction {

    private long first;
    private final Map<WalFile, ChangedRows> rows = new LinkedHashMap<>(4);
    final List<Long> locked = new ArrayList<>(0);
    final Set<WalFile> created = new HashSet<>(0);
    final Set<WalFile> imaged = new HashSet<>(0);
    final Set<Long> truncated = new HashSet<>(0);
    final CatalogChanges catalog = new CatalogChanges();
    private int lastTablespace;
    private int lastRelation;
    private @Nullable ChangedRows lastRows;

    /** @param first position of its first record that was seen */
    OpenTransaction(long first) {
        this.first = first;
    }

    /** The rows that it changed in one file; caches the file of the last call. */
    ChangedRows rows(int tablespace, int relation) {
        if (lastRows == null || lastRelation != relation || lastTablespace != tablespace) {
            lastRows = rows.computeIfAbsent(WalFile.of(tablespace, relation), ChangedRows::new);
            lastRelation = relation;
            lastTablespace = tablespace;
        }
        return lastRows;
    }

    private void add(OpenTransaction part) {
        first = Math.min(first, part.first);
        part.rows.forEach(
                (file, changed) -> rows.computeIfAbsent(file, ChangedRows::new).add(changed));
        locked.addAll(part.locked);
        created.addAll(part.created);
        imaged.addAll(part.imaged);
        catalog.add(part.catalog);
        truncated.addAll(part.truncated);
    }

    /**
     * The whole transaction, as it was committed.
     *
     * @param parts itself and its subtransactions, as far as they did anything
     * @param commit the record that {@code end} was read from
     * @param catalogRead whether the catalogs' records were looked at
     */
    static WalTransaction committed(
            List<OpenTransaction> parts, WalRecord commit, TransactionEnd end, boolean catalogRead) {
        OpenTransaction all = parts.get(0);
        parts.subList(1, parts.size()).forEach(all::add);
        Set<WalFile> removed = new LinkedHashSet<>(end.removed);
        removed.removeAll(all.created);
        Collection<ChangedRows> rows = all.rows.values();
        rows.forEach(ChangedRows::settle);
        return new WalTransaction(
                Integer.toUnsignedLong(end.xid),
                end.subtransactions,
                new Lsn(all.first),
                commit.lsn(),
                commit.endLsn(),
                commit.timeline(),
                commit.format.major(),
                end.at,
                rows,
                all.locked,
                all.created,
                removed,
                end.forgotten,
                all.truncated,
                all.imaged,
                all.catalog,
                catalogRead);
    }
}
