package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableChange.Operation;

/** What kind of loss it is, as the decision table's first column has it; each follows from what was measured. */
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
    /** Nobody knows what did it, and everything can be read. */
    UNKNOWN("unknown");

    private final String word;

    LossKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /**
     * A transaction that people confirmed decides; only where there is none, damaged pages do.
     *
     * @param reachable the server answers
     * @param counts null when tables were not counted
     * @param damagedPages the server's statistics tell of pages with a wrong checksum
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
