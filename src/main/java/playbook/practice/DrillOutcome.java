package playbook.practice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drill's outcome as it is written to its JSON file; every figure was measured in the run, null where there was
 * nothing to measure.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DrillOutcome(
        String scenario,
        String method,
        boolean proven,
        TargetFigures target,
        @Nullable CulpritFigures culprit,
        RowFigures rows,
        Map<String, @Nullable Double> seconds,
        @Nullable Double writesDown,
        List<OperationFigures> operations,
        List<DrillCheck> checks) {

    record TargetFigures(String systemIdentifier, String database, long bytes) {}

    record CulpritFigures(long xid, String lsn, int timeline, String committedAt, List<TableFigures> tables) {}

    record TableFigures(String name, String operation, long rows) {}

    record RowFigures(
            long destroyed, long recovered, long wrong, long laterWrites, long laterWritesLost, long conflicts) {}

    record OperationFigures(
            String name, @Nullable Double seconds, @Nullable Long bytes) {}
}
