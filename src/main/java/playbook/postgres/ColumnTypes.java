package playbook.postgres;

import java.util.Map;
import java.util.Set;

/** Which changes of a column's type keep every value; the others may round, cut, or lose it. */
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

    /** A limit of length on the new type makes the server refuse longer values, unless somebody cut them. */
    static boolean holdsAll(long oldType, long newType) {
        return HOLD_ALL.getOrDefault(oldType, Set.of()).contains(newType);
    }
}
