package playbook.process.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.Figures;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;

/** What the form of the loss shows of the search: each suspect, what it explains, and what could not be seen. */
final class SuspectRows {

    static final String NOBODY = "none";
    static final String SEVERAL = "several";

    private final CulpritSearch search;
    private final @Nullable RowCounts counts;
    private final SuspectWords words;
    private final MissingRows missing;

    SuspectRows(CulpritSearch search, @Nullable RowCounts counts, @Nullable SchemaFingerprint schema) {
        this.search = search;
        this.counts = counts;
        this.words = new SuspectWords(counts, schema);
        this.missing = new MissingRows(counts);
    }

    List<Map<String, Object>> rows() {
        return search.suspects().stream()
                .map(suspect -> {
                    Culprit culprit = suspect.culprit();
                    return FormRows.row(
                            "xid",
                            Long.toString(culprit.xid()),
                            "who",
                            SuspectWords.who(culprit),
                            "committedAt",
                            SuspectWords.when(culprit),
                            "title",
                            SuspectWords.title(culprit),
                            "what",
                            words.what(culprit),
                            "explains",
                            suspect.undone() ? "nothing: what it took was given back" : missing.explainedBy(culprit),
                            "remark",
                            remark(suspect));
                })
                .toList();
    }

    /** The answers to choose from: each suspect, several of them, none of them. */
    List<Map<String, Object>> choices() {
        List<Map<String, Object>> choices = new ArrayList<>(each());
        if (choices.size() > 1) {
            choices.add(Map.of("label", "Several of these", "value", SEVERAL));
        }
        choices.add(Map.of("label", "A loss, but none of these", "value", NOBODY));
        return choices;
    }

    /** The suspects as answers, without those whose harm was undone before. */
    List<Map<String, Object>> each() {
        return search.suspects().stream()
                .filter(suspect -> !suspect.undone())
                .<Map<String, Object>>map(suspect -> Map.of(
                        "label",
                        SuspectWords.title(suspect.culprit())
                                + (suspect.note().isEmpty() ? "" : " (" + suspect.note() + ")"),
                        "value",
                        Long.toString(suspect.culprit().xid())))
                .toList();
    }

    private String remark(Suspect suspect) {
        List<String> remarks = new ArrayList<>();
        if (!suspect.complete()) {
            remarks.add("at least these rows: it may have begun before the search");
        }
        if (!suspect.note().isEmpty()) {
            remarks.add(suspect.note());
        }
        if (counts != null && counts.baselineAt() != null && missing.isBeforeBaseline(suspect.culprit())) {
            remarks.add("it committed before the baseline of " + Figures.second(counts.baselineAt())
                    + ": the counts cannot show what it destroyed");
        }
        Culprit.Following following = suspect.culprit().following();
        if (following != null && following.foreignRows() > 0) {
            remarks.add(
                    "others wrote at least " + Figures.rows(following.foreignRows()) + " of the same tables between");
        }
        return remarks.isEmpty() ? FormRows.NOTHING : String.join("; ", remarks);
    }

    /**
     * Where was searched, in which order the suspects stand, and what can't be seen there.
     *
     * @param reported tables as the report names them, may be empty
     */
    List<Map<String, Object>> seen(String reported) {
        List<String> lines = new ArrayList<>();
        Instant first = search.firstCommitAt();
        Instant last = search.lastCommitAt();
        lines.add("Searched from " + search.from() + " to " + search.until()
                + (first == null || last == null
                        ? ": no commit that changed a table"
                        : ": " + Figures.count(search.transactions(), "commit", "commits")
                                + " that changed tables, from " + Figures.second(first) + " to "
                                + Figures.second(last)));
        search.gaps().forEach(gap -> lines.add("NOT SEEN: " + gap.from() + " to " + gap.to() + ", " + gap.what()));
        search.unnamed().forEach(unnamed -> lines.add("NOT NAMED: " + unnamed.words()));
        if (!reported.isBlank()) {
            lines.add("In this order: suspects that destroyed data of a table in the report (" + reported.strip()
                    + "), then those that did more harm, then harmless ones.");
        }
        if (search.omitted() > 0) {
            lines.add("Not listed: " + Figures.count(search.omitted(), "suspect", "suspects") + " that did less harm");
        }
        lines.add("The search can't see what happened earlier, in other databases, or in unlogged tables."
                + " If the loss is none of the list, say so and give the time when all was still there.");
        return lines.stream()
                .<Map<String, Object>>map(line -> Map.of("text", line))
                .toList();
    }
}
