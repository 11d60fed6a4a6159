package playbook.incident;

import java.util.List;
import java.util.Objects;

/**
 * The way back that the DBA chose, as the application received it.
 *
 * @param keepAdded for a recovery by rows: whether rows that the transaction added stay
 * @param leftOut for a recovery by rows: rows that stay as they are now
 * @param beyond what of it is beyond the target's {@link Objectives}, as whoever chose it read it; the reason says why it was taken
 *     all the same
 */
public record StrategyChoice(
        String strategy, String reason, String chosenBy, boolean keepAdded, List<RowKey> leftOut, List<String> beyond) {

    public StrategyChoice {
        // Records of former versions have none.
        leftOut = Objects.requireNonNullElse(leftOut, List.of());
        beyond = Objects.requireNonNullElse(beyond, List.of());
    }

    /** A choice without exceptions: all rows come back, and added rows are removed. */
    public StrategyChoice(String strategy, String reason, String chosenBy) {
        this(strategy, reason, chosenBy, false, List.of(), List.of());
    }

    /** A choice of a way that is within what was agreed. */
    public StrategyChoice(String strategy, String reason, String chosenBy, boolean keepAdded, List<RowKey> leftOut) {
        this(strategy, reason, chosenBy, keepAdded, leftOut, List.of());
    }

    /** The same choice, with what of it is beyond what was agreed. */
    public StrategyChoice beyond(List<String> what) {
        return new StrategyChoice(strategy, reason, chosenBy, keepAdded, leftOut, what);
    }
}
