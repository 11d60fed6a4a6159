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
 * Keeps a person who is refused again and again from filling the record and the page. The first refusals of a kind,
 * which is one person at one step of an incident, go on record in full; those that follow within the minute become one
 * row which counts them. Until that row is written they are in memory only: a crash loses the count, never the first
 * ones.
 */
final class RefusalFolds {

    static final int IN_FULL = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<Kind, Fold> folds = new HashMap<>();

    /** A refusal as it goes on record. */
    record Refusal(Incident incident, String step, String who, String why) {

        Kind kind() {
            return new Kind(incident.key(), step, who);
        }
    }

    private record Kind(String incident, String step, String who) {}

    /** Whether the refusal is to be written as it is; otherwise it is only counted. */
    synchronized boolean inFull(Refusal refusal, Instant now) {
        Fold fold = folds.computeIfAbsent(refusal.kind(), kind -> new Fold(now));
        if (fold.inFull < IN_FULL) {
            fold.inFull++;
            return true;
        }
        fold.count(refusal, now);
        return false;
    }

    /** The rows that count refusals whose minute is over; the next refusal of such a kind is written in full again. */
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
