package playbook.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Second;
import playbook.incident.Figures;

/**
 * Rows that were changed in each second around the loss, as bars of a picture of at most {@link #WIDTH} by {@link #HEIGHT}.
 * Their heights grow with the square root, and the least is two: beside a loss of thousands one row is still to be seen.
 *
 * @param mark where the culprit's commit stands; null when it is not known or lies outside of the picture
 * @param marked words for it
 * @param most rows of the highest bar
 */
record LossPicture(List<Bar> bars, @Nullable Long mark, String marked, String from, String until, long most) {

    static final int WIDTH = 732;
    static final int HEIGHT = 120;
    /** The search keeps a minute before its first suspect and one after it. */
    private static final long SECONDS = 121;

    /** @param mood CSS class of its colour */
    record Bar(long x, long y, long width, long height, String mood, String title) {}

    /** Empty when no second with a commit is known. */
    static Optional<LossPicture> of(Findings findings) {
        List<Second> seconds = findings.newest(CulpritSearch.class)
                .map(Found::value)
                .map(CulpritSearch::timeLine)
                .orElse(List.of());
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(of(
                        seconds,
                        findings.newest(Culprit.class)
                                .map(Found::value)
                                .filter(Culprit::named)
                                .orElse(null)));
    }

    static LossPicture of(List<Second> seconds, @Nullable Culprit culprit) {
        long first = seconds.get(0).at().getEpochSecond();
        long last = seconds.get(seconds.size() - 1).at().getEpochSecond();
        long at = culprit == null ? first : culprit.committedAt().getEpochSecond();
        boolean there = culprit != null && at > last - SECONDS && at < first + SECONDS;
        long begin = there ? Math.min(first, at) : first;
        long shown = (there ? Math.max(last, at) : last) - begin + 1;
        long width = Math.max(4, Math.min(24, WIDTH / shown));
        long most = seconds.stream()
                .mapToLong(second -> Math.max(1, Math.max(destroyed(second), second.inserted())))
                .max()
                .orElse(1);
        List<Bar> bars = new ArrayList<>();
        for (Second second : seconds) {
            long x = (second.at().getEpochSecond() - begin) * width;
            String title = Figures.second(second.at()) + ": "
                    + Figures.count(second.commits(), "transaction", "transactions") + ", deleted "
                    + Figures.number(second.deleted()) + ", changed " + Figures.number(second.updated()) + ", added "
                    + Figures.number(second.inserted());
            add(bars, x, width / 2, destroyed(second), most, "bad", title);
            add(bars, x + width / 2, width / 2, second.inserted(), most, "added", title);
        }
        return new LossPicture(
                List.copyOf(bars),
                there ? (at - begin) * width + width / 2 : null,
                there && culprit != null ? culprit.words() : "",
                Figures.second(Instant.ofEpochSecond(begin)),
                Figures.second(Instant.ofEpochSecond(begin + shown - 1)),
                most);
    }

    private static long destroyed(Second second) {
        return second.deleted() + second.updated();
    }

    private static void add(List<Bar> bars, long x, long width, long rows, long most, String mood, String title) {
        if (rows > 0) {
            long height = Math.max(2, Math.round(HEIGHT * Math.sqrt((double) rows / most)));
            bars.add(new Bar(x, HEIGHT - height, width, height, mood, title));
        }
    }
}
