package playbook.wayback;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.evidence.EvidenceReading.Entry;

/**
 * What a recovery brought back, in words for pages and reports; the texts are not escaped for HTML or Markdown.
 *
 * @param inShort text after the words "Came back"
 * @param complete whether nothing that the culprit destroyed is missing
 * @param figures the recovery's counts, without the number of destroyed rows
 * @param sentence what was done, without its full stop
 * @param source the entry of the record from which the sentence is taken
 * @param columns of {@code rows}; the first is a table's name, the others are numbers
 * @param afterwards what is kept and where, a sentence without its full stop; empty when nothing is
 * @param afterwardsSource null when {@code afterwards} is empty
 */
public record CameBack(
        String inShort,
        boolean complete,
        List<Figure> figures,
        String sentence,
        Entry source,
        List<String> columns,
        List<List<String>> rows,
        String afterwards,
        @Nullable Entry afterwardsSource) {

    /** Id of the newest entry of the record about it; of several recoveries the latest counts. */
    long newest() {
        return afterwardsSource == null ? source.id() : Math.max(source.id(), afterwardsSource.id());
    }

    /**
     * A counted number.
     *
     * @param count -1 when unknown
     * @param source the entry it was taken from, null when there is none
     */
    public record Figure(String what, long count, @Nullable Entry source) {}
}
