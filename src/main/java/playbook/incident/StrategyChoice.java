package playbook.incident;

import java.util.List;
import java.util.Objects;

/**
 * The way back that the DBA chose, as the application received it.
 *
 * @param keepAdded for a recovery by rows: whether rows that the transaction added stay
 * @param leftOut for a recovery by rows: rows that stay as they are now
 */
public record StrategyChoice(String strategy, String reason, String chosenBy, boolean keepAdded, List<RowKey> leftOut) {

    public StrategyChoice {
        // Records of former versions have none.
        leftOut = Objects.requireNonNullElse(leftOut, List.of());
    }

    /** A choice without exceptions: all rows come back, and added rows are removed. */
    public StrategyChoice(String strategy, String reason, String chosenBy) {
        this(strategy, reason, chosenBy, false, List.of());
    }
}
