package playbook.incident;

import java.util.List;

/** Sequences whose next value would have met a row that is already there. */
public record AdvancedSequences(List<Advanced> sequences) {

    /** @param to last value now, beyond the column's greatest value and what sessions may have cached */
    public record Advanced(String sequence, long from, long to) {}
}
