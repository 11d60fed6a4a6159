package playbook.wayback;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.Findings;

/**
 * What a recovery brought back, in the words of pages and reports; nothing in it is quoted for any of them.
 *
 * @param inShort after the words "Came back"
 * @param complete nothing that the culprit destroyed is missing
 * @param figures what is counted of it, beside what was destroyed
 * @param sentence what was done, without its full stop
 * @param source the entry of the record which the sentence rests on
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

    /** Newest first: a server that is in place now is told, and not the rows that were merged into the former one. */
    private static final List<Function<Findings, Optional<CameBack>>> WAYS =
            List.of(ServerCameBack::of, RowsCameBack::of);

    /** Empty when nothing came back, and when what came back was taken back. */
    public static Optional<CameBack> of(Findings findings) {
        return WAYS.stream().flatMap(way -> way.apply(findings).stream()).findFirst();
    }

    /** What is counted of a response, whether anything came back or not. */
    public static Stream<Figure> figures(Findings findings) {
        return of(findings).map(CameBack::figures).orElseGet(() -> RowsCameBack.figures(findings)).stream();
    }

    /**
     * A counted number.
     *
     * @param count -1 when unknown
     * @param source the entry it was taken from, null when there is none
     */
    public record Figure(String what, long count, @Nullable Entry source) {}
}
