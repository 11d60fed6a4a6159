package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Exact number of rows of every user table in one snapshot, and in the newest baseline.
 *
 * @param tables by schema and name; partitions are listed too, and a partitioned table has the sum of its partitions
 * @param baselineBackup id of the logical backup the baseline comes from, null when there is none
 * @param baselineAt moment of the baseline's snapshot, UTC
 * @param measuredAt moment of the counts' snapshot, UTC
 */
public record RowCounts(
        List<TableCount> tables,
        @Nullable String baselineBackup,
        @Nullable Instant baselineAt,
        Instant measuredAt) {

    public Optional<TableCount> of(TableName table) {
        return tables.stream().filter(count -> count.table().equals(table)).findFirst();
    }

    /** Number of tables with their own storage that cannot be read because their files are damaged or missing. */
    public long damaged() {
        return tables.stream().filter(TableCount::damaged).count();
    }

    /** Number of tables with their own storage in the database. */
    public long withRows() {
        return tables.stream()
                .filter(count -> !count.partitioned())
                .filter(count -> count.rows() != 0 || count.trouble() == null)
                .count();
    }

    /**
     * One table.
     *
     * @param rows -1 when the table cannot be read, see {@code trouble}
     * @param checksum order-independent digest over all rows' text, empty for a partitioned table or an unreadable one
     * @param baseline rows in the baseline, null when unknown
     * @param lastCreated newest {@code created_at}, null when there is no such column or no value
     * @param lastUpdated newest {@code updated_at}, likewise
     * @param trouble the server's error with its SQLSTATE, null when the table was read to its end
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

        private static final Pattern DAMAGE = Pattern.compile("\\(SQLSTATE (XX|58)...\\)$");

        /**
         * Whether the server could not read it because of SQLSTATE class XX (damaged data) or 58 (file errors), and not
         * because of a missing privilege.
         */
        boolean damaged() {
            return !partitioned
                    && rows < 0
                    && trouble != null
                    && DAMAGE.matcher(trouble).find();
        }

        /** Present rows minus the baseline's rows; null without a baseline or when the table cannot be read. */
        public @Nullable Long difference() {
            return baseline == null || rows < 0 ? null : rows - baseline;
        }
    }
}
