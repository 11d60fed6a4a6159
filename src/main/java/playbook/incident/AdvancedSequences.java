package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences whose next values were already in use by recovered rows, and were moved past them.
 *
 * @param left sequences that could not be moved, with the reason
 */
public record AdvancedSequences(
        List<Advanced> sequences, @Nullable List<String> left) {

    /** Empty in records of former versions. */
    @Override
    public List<String> left() {
        return left == null ? List.of() : left;
    }

    /** @param to last value now, past the column's greatest value and past values that sessions may have cached */
    public record Advanced(String sequence, long from, long to) {}
}
