package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exact rows of every user table in one snapshot, next to the newest baseline.
 *
 * @param tables by schema and name; a partition counts for itself, a partitioned table is the sum of its partitions
 * @param baselineBackup id of the logical backup the baseline comes from, null when there is none
 * @param baselineAt the moment the baseline shows
 * @param measuredAt the moment the counts show, UTC
 */
public record RowCounts(
        List<TableCount> tables,
        @Nullable String baselineBackup,
        @Nullable Instant baselineAt,
        Instant measuredAt) {

    public Optional<TableCount> of(TableName table) {
        return tables.stream().filter(count -> count.table().equals(table)).findFirst();
    }

    /**
     * One table.
     *
     * @param rows -1 when the table cannot be read, see {@code trouble}
     * @param checksum order-independent digest over all rows' text, empty for a partitioned table or an unreadable one
     * @param baseline rows in the baseline, null when unknown
     * @param lastCreated newest {@code created_at}, null when there is no such column or no value
     * @param lastUpdated newest {@code updated_at}, likewise
     * @param trouble the server's error, null when the table was read to its end
     */
    public record TableCount(
            TableName table,
            boolean partitioned,
            long rows,
            String checksum,
            @Nullable Long baseline,
            @Nullable Instant lastCreated,
            @Nullable Instant lastUpdated,
            @Nullable String trouble) {

        /** Rows now minus rows then, null without a baseline or when the table cannot be read. */
        public @Nullable Long difference() {
            return baseline == null || rows < 0 ? null : rows - baseline;
        }
    }
}
