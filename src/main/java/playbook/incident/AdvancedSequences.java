package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences whose next value would have met a row that came back.
 *
 * @param left sequences that could not be moved, and why
 */
public record AdvancedSequences(
        List<Advanced> sequences, @Nullable List<String> left) {

    /** Empty in records of former versions. */
    @Override
    public List<String> left() {
        return left == null ? List.of() : left;
    }

    /** @param to last value now, beyond the column's greatest value and what sessions may have cached */
    public record Advanced(String sequence, long from, long to) {}
}
