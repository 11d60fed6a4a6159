package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableChange.Operation;

/** The kind of loss, as in the decision table's first column; it is derived from measurements. */
public enum LossKind {
    /** Rows were deleted, among other changes of rows. */
    ACCIDENTAL_DELETE("accidental-delete"),
    /** Rows were overwritten or added, none deleted. */
    MASS_UPDATE("mass-update"),
    /** Tables were emptied, none dropped. */
    TRUNCATE("truncate"),
    /** Tables were dropped or altered. */
    TABLE_DROP("table-drop"),
    /** Some tables can't be read because their files are damaged. */
    PARTIAL_CORRUPTION("partial-corruption"),
    /** No table can be read, or the server found pages with a wrong checksum outside the tables' rows. */
    DATABASE_CORRUPTION("database-corruption"),
    /** The server does not answer. */
    COMPLETE_LOSS("complete-loss"),
    /** The cause is unknown, and every table can be read. */
    UNKNOWN("unknown");

    private final String word;

    LossKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /**
     * Derives the kind from the transaction that people confirmed; damaged pages count only when there is none.
     *
     * @param reachable the server answers
     * @param counts null when tables were not counted
     * @param damagedPages the server's statistics count pages with a wrong checksum
     */
    public static LossKind of(
            boolean reachable, @Nullable Culprit culprit, @Nullable RowCounts counts, boolean damagedPages) {
        if (!reachable) {
            return COMPLETE_LOSS;
        }
        if (culprit != null && culprit.named()) {
            return of(culprit.tables());
        }
        if (counts != null && counts.damaged() > 0) {
            return counts.damaged() < counts.withRows() ? PARTIAL_CORRUPTION : DATABASE_CORRUPTION;
        }
        return damagedPages ? DATABASE_CORRUPTION : UNKNOWN;
    }

    private static LossKind of(List<TableChange> changes) {
        if (did(changes, Operation.DROP) || did(changes, Operation.ALTER)) {
            return TABLE_DROP;
        }
        if (did(changes, Operation.TRUNCATE)) {
            return TRUNCATE;
        }
        return did(changes, Operation.DELETE) ? ACCIDENTAL_DELETE : MASS_UPDATE;
    }

    private static boolean did(List<TableChange> changes, Operation operation) {
        return changes.stream().anyMatch(change -> change.operation() == operation);
    }
}
