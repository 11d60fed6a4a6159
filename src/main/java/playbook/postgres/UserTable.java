package playbook.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableName;

/**
 * A table to be read.
 *
 * @param kind as {@link TableRead} has it
 * @param ancestors OIDs of the tables that it is a partition of
 * @param reading the query that reads it
 */
record UserTable(TableName table, char kind, long bytes, long oid, List<Long> ancestors, String reading) {

    /** A partitioned table has no rows of its own: its partitions are read. */
    boolean partitioned() {
        return kind == 'p';
    }

    /** The result for a partitioned table, as the sum of its partitions' results. */
    TableRead sum(Collection<UserTable> tables, Map<Long, TableRead> read) {
        long rows = 0;
        Instant created = null;
        Instant updated = null;
        String trouble = null;
        for (UserTable one : tables) {
            TableRead leaf = one.ancestors().contains(oid) ? read.get(one.oid()) : null;
            if (leaf != null) {
                rows += Math.max(0, leaf.rows());
                created = later(created, leaf.lastCreated());
                updated = later(updated, leaf.lastUpdated());
                trouble = trouble != null ? trouble : leaf.trouble();
            }
        }
        return new TableRead(table, kind, trouble == null ? rows : -1, "", created, updated, trouble);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
