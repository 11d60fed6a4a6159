package playbook.practice;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle knows of damage done on purpose; the rows themselves are in the file beside it.
 *
 * @param statement what the careless person ran
 * @param destroyed rows by table
 * @param committedAt when the commit was confirmed, null while it is not
 */
record Loss(
        String scenario,
        long xid,
        String statement,
        Map<String, Long> destroyed,
        Instant intendedAt,
        @Nullable Instant committedAt) {

    long rows() {
        return destroyed.values().stream().mapToLong(Long::longValue).sum();
    }
}
