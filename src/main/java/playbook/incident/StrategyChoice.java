package playbook.incident;

import java.util.List;
import java.util.Objects;

/**
 * The way back that the DBA chose, as the server saw it.
 *
 * @param keepAdded of a recovery by rows: rows which the transaction added stay
 * @param leftOut of a recovery by rows: rows which stay as they are now
 */
public record StrategyChoice(String strategy, String reason, String chosenBy, boolean keepAdded, List<RowKey> leftOut) {

    public StrategyChoice {
        // Records of former versions have none.
        leftOut = Objects.requireNonNullElse(leftOut, List.of());
    }

    /** A choice without exceptions: all rows go back, and what was added goes. */
    public StrategyChoice(String strategy, String reason, String chosenBy) {
        this(strategy, reason, chosenBy, false, List.of());
    }
}
