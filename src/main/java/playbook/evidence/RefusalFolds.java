package playbook.evidence;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import playbook.incident.Incident;

/**
 * Prevents a person whose requests are refused again and again from filling the record and the page. The first refusals
 * of one person at one step of an incident are recorded in full; further ones within the same minute become one row
 * with their number. Until that row is written, the number is only in memory: a crash loses the number, but never the
 * first refusals.
 */
final class RefusalFolds {

    static final int IN_FULL = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<Kind, Fold> folds = new HashMap<>();

    /** One refusal to be recorded. */
    record Refusal(Incident incident, String step, String who, String why) {

        Kind kind() {
            return new Kind(incident.key(), step, who);
        }
    }

    private record Kind(String incident, String step, String who) {}

    /** Whether the refusal must be recorded in full; otherwise it is only counted. */
    synchronized boolean inFull(Refusal refusal, Instant now) {
        Fold fold = folds.computeIfAbsent(refusal.kind(), kind -> new Fold(now));
        if (fold.inFull < IN_FULL) {
            fold.inFull++;
            return true;
        }
        fold.count(refusal, now);
        return false;
    }

    /**
     * The summary rows of the minutes that are over; the next refusal of such a person and step is recorded in full
     * again.
     */
    synchronized List<Refusal> over(Instant now) {
        List<Refusal> rows = new ArrayList<>();
        for (Iterator<Fold> each = folds.values().iterator(); each.hasNext(); ) {
            Fold fold = each.next();
            if (now.isAfter(fold.begun.plus(WINDOW))) {
                each.remove();
                if (fold.last != null) {
                    rows.add(fold.row());
                }
            }
        }
        return rows;
    }

    private static final class Fold {

        private final Instant begun;
        private int inFull;
        private int further;
        private Instant from;
        private Instant to;
        private @Nullable Refusal last;

        Fold(Instant begun) {
            this.begun = begun;
            this.from = begun;
            this.to = begun;
        }

        void count(Refusal refusal, Instant now) {
            from = further == 0 ? now : from;
            to = now;
            further++;
            last = refusal;
        }

        Refusal row() {
            Refusal one = Objects.requireNonNull(last);
            return new Refusal(
                    one.incident(),
                    one.step(),
                    one.who(),
                    further + " further refusals of the same kind between " + from.truncatedTo(ChronoUnit.SECONDS)
                            + " and " + to.truncatedTo(ChronoUnit.SECONDS) + "; the last: " + one.why());
        }
    }
}
