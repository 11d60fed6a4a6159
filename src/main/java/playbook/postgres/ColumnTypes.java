package playbook.postgres;

import java.util.Map;
import java.util.Set;

/** Decides which changes of a column's type keep every value; others may round, truncate or lose values. */
final class ColumnTypes {

    static final long NUMERIC = 1700;

    private static final long SMALLINT = 21;
    private static final long INTEGER = 23;
    private static final long BIGINT = 20;
    private static final long REAL = 700;
    private static final long DOUBLE = 701;
    private static final long TEXT = 25;
    private static final long VARCHAR = 1043;

    private static final Map<Long, Set<Long>> HOLD_ALL = Map.of(
            SMALLINT, Set.of(INTEGER, BIGINT, NUMERIC, DOUBLE),
            INTEGER, Set.of(BIGINT, NUMERIC, DOUBLE),
            BIGINT, Set.of(NUMERIC),
            REAL, Set.of(DOUBLE),
            VARCHAR, Set.of(TEXT),
            TEXT, Set.of());

    private ColumnTypes() {}

    /**
     * Whether the new type holds all values. A shorter length limit counts as yes: without a USING expression the
     * server refuses longer values.
     */
    static boolean holdsAll(long oldType, long newType) {
        return HOLD_ALL.getOrDefault(oldType, Set.of()).contains(newType);
    }
}
