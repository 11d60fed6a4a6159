package playbook.postgres;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableName;

/**
 * One table, as {@link TableReading} read it.
 *
 * @param kind {@code r} table, {@code p} partitioned (the sum of its partitions), {@code m} materialized view
 * @param rows -1 when it cannot be read
 * @param checksum empty when it cannot be read, or for a partitioned table
 * @param trouble the server's error, null when it was read to the end
 */
public record TableRead(
        TableName table,
        char kind,
        long rows,
        String checksum,
        @Nullable Instant lastCreated,
        @Nullable Instant lastUpdated,
        @Nullable String trouble) {}
