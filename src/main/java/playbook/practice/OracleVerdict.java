package playbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle says of the database as it is.
 *
 * @param destroyed rows that the latest loss took
 * @param recovered of those, the ones that are back as they were, or as a later write made them
 * @param wrong rows whose content nobody wrote: altered, missing, or made up; a destroyed row that is still missing
 *     is only not recovered
 * @param laterWrites acknowledged transactions after the loss
 * @param laterWritesOnDamagedTables of those, the ones that touched a table which lost rows
 * @param laterWritesLost of the later writes, those of which something is missing
 * @param unknownWrites after a cut-over: transactions which were under way at the stop or when the fence cut them
 *     off
 * @param conflicts destroyed rows whose key was used again before they came back
 * @param lastWriteBefore start of the longest silence after the loss
 * @param firstWriteAfter end of that silence, null while it lasts
 * @param rowsCompared how many rows were compared, of all tables: each that is there or is expected
 * @param problems the first of them, for people
 */
record OracleVerdict(
        long destroyed,
        long recovered,
        long wrong,
        long laterWrites,
        long laterWritesOnDamagedTables,
        long laterWritesLost,
        long unknownWrites,
        long conflicts,
        @Nullable Instant lastWriteBefore,
        @Nullable Instant firstWriteAfter,
        long rowsCompared,
        List<String> problems) {

    /** Nothing is missing, nothing is altered; says nothing of whether anything was destroyed at all. */
    boolean clean() {
        return recovered == destroyed && wrong == 0 && laterWritesLost == 0;
    }

    /** Null while writes have not come back. */
    @Nullable
    Double secondsWithoutWrites() {
        return lastWriteBefore == null || firstWriteAfter == null
                ? null
                : Duration.between(lastWriteBefore, firstWriteAfter).toMillis() / 1000.0;
    }
}
