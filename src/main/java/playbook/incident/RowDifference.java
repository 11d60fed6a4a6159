package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact effect of the culprit on rows.
 *
 * @param remarks effects of the culprit that are not among these rows, in plain words
 */
public record RowDifference(
        List<TableDifference> tables, @Nullable List<String> remarks) {

    public RowDifference(List<TableDifference> tables) {
        this(tables, List.of());
    }

    /** Empty in records of former versions. */
    @Override
    public List<String> remarks() {
        return remarks == null ? List.of() : remarks;
    }
}
