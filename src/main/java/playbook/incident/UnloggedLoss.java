package playbook.incident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An unlogged table that may have lost rows, because a cascade from a damaged table reaches it, because it is a
 * partition or child of a damaged table, or because it was emptied or dropped itself. Its lost rows are in no WAL and
 * in no base backup.
 *
 * @param why how the loss reached the table, for example {@code and refers to public.users}; may be empty
 * @param rows present rows, -1 when not counted
 * @param baseline rows in the newest dump, null when unknown
 */
public record UnloggedLoss(
        TableName table, String why, long rows, @Nullable Long baseline) {

    public static List<UnloggedLoss> of(
            List<TableChange> changes, @Nullable SchemaFingerprint schema, @Nullable RowCounts counts) {
        SchemaTables tables = SchemaTables.of(schema);
        List<UnloggedLoss> losses = new ArrayList<>();
        List<TableName> reached = new ArrayList<>();
        for (TableChange change : changes) {
            if (change.operation() != TableChange.Operation.INSERT && !reached.contains(change.table())) {
                reached.add(change.table());
                if (change.detail().equals(TableChange.UNLOGGED)) {
                    losses.add(loss(change.table(), "", counts));
                }
            }
        }
        Set<TableName> seen = new HashSet<>(reached);
        for (int i = 0; i < reached.size(); i++) {
            TableName table = reached.get(i);
            // A statement on a partitioned or parent table reaches all its partitions and children.
            tables.wholes(table).stream().filter(seen::add).forEach(reached::add);
            for (TableName part : tables.parts(table)) {
                if (tables.isUnlogged(part) && seen.add(part)) {
                    losses.add(loss(part, " and a part of " + table, counts));
                }
            }
            for (TableName child : tables.children(table)) {
                if (seen.add(child)) {
                    reached.add(child);
                    if (tables.isUnlogged(child)) {
                        losses.add(loss(child, " and refers to " + table, counts));
                    }
                }
            }
        }
        return losses;
    }

    /** All unlogged tables: on a recovered server they are empty. */
    public static List<TableName> all(@Nullable SchemaFingerprint schema) {
        return SchemaTables.of(schema).unlogged();
    }

    /** Whether rows may be missing: there are fewer than in the dump, or the number is unknown. */
    public boolean suspected() {
        return baseline == null || rows < baseline;
    }

    public String words() {
        if (baseline != null && !suspected()) {
            return table + " is unlogged" + why + ": no WAL tells what was removed from it; " + Figures.rows(rows)
                    + " are there, " + Figures.number(baseline) + " were in the dump.";
        }
        String known = baseline == null
                ? ""
                : rows < 0
                        ? ", " + Figures.rows(baseline)
                        : ": " + Figures.rows(baseline - rows) + " (" + Figures.number(baseline) + " there, "
                                + Figures.number(rows) + " now)";
        return table + " is unlogged" + why
                + ": what was removed from it is in no WAL and in no base backup; only a dump can have it" + known
                + ".";
    }

    private static UnloggedLoss loss(TableName table, String why, @Nullable RowCounts counts) {
        RowCounts.TableCount count = counts == null ? null : counts.of(table).orElse(null);
        return new UnloggedLoss(table, why, count == null ? -1 : count.rows(), count == null ? null : count.baseline());
    }
}
