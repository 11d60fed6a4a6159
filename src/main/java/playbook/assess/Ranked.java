package playbook.assess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import playbook.incident.Culprit;

/**
 * A commit or a series of commits with its rank among all suspects.
 *
 * @param note why it is probably not the loss; may be empty
 * @param harmless nobody would miss the data it destroyed; such a suspect comes last
 */
record Ranked(Run.One one, double weight, String note, boolean harmless) {

    private static final int LISTED = 20;

    /**
     * Those that hit a reported table first, then the most harmful; all harmless ones are put together as one last suspect.
     */
    static List<Ranked> of(Runs runs, Harm harm, ReportedTables reported) {
        List<Ranked> ranked = new ArrayList<>();
        for (Run run : runs.all()) {
            boolean traffic = run.looksLikeTraffic();
            for (Run.One one : run.told()) {
                String scratch = harm.history().scratch(one.culprit().tables()).orElse("");
                String note =
                        scratch.isEmpty() && traffic ? "small commits all the time, as an application writes" : scratch;
                ranked.add(new Ranked(one, harm.of(one.culprit().tables(), traffic), note, !scratch.isEmpty()));
            }
        }
        ranked.sort(Comparator.comparing(Ranked::harmless)
                .thenComparing(
                        (Ranked one) -> !reported.hitBy(one.one().culprit().tables()))
                .thenComparing(Comparator.comparingDouble(Ranked::weight).reversed()));
        return withOneLineForScratch(ranked);
    }

    private static List<Ranked> withOneLineForScratch(List<Ranked> ranked) {
        List<Ranked> scratch = ranked.stream().filter(Ranked::harmless).toList();
        if (scratch.size() < 2) {
            return ranked;
        }
        List<Ranked> less =
                new ArrayList<>(ranked.stream().filter(one -> !one.harmless()).toList());
        Culprit together = Culprit.together(
                scratch.stream().map(one -> one.one().culprit()).toList());
        CommitSums first = scratch.get(0).one().sums();
        Sum own = scratch.stream().map(one -> one.one().sums().own()).reduce(Sum.NONE, Sum::plus);
        less.add(new Ranked(
                new Run.One(together, new CommitSums(first.before(), first.after(), Map.of(), first.earlier(), own)),
                scratch.get(0).weight(),
                scratch.stream().map(Ranked::note).distinct().limit(2).collect(Collectors.joining("; ")),
                true));
        return less;
    }

    /**
     * The first suspects, as many as are shown. The line of scratch tables is always shown, although it is the last.
     */
    static List<Ranked> listed(List<Ranked> ranked) {
        if (ranked.size() <= LISTED) {
            return ranked;
        }
        Ranked end = ranked.get(ranked.size() - 1);
        List<Ranked> listed = new ArrayList<>(ranked.subList(0, end.harmless() ? LISTED - 1 : LISTED));
        if (end.harmless()) {
            listed.add(end);
        }
        return listed;
    }
}
