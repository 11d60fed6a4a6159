package playbook.resume;

import java.time.Duration;
import playbook.incident.Figures;

/**
 * Error lines in an application's log since the last look, and in the hour before the loss was noticed.
 *
 * @param before number of lines in that hour; 0 also when the logs do not go back so far
 */
public record ErrorLines(String application, long lines, Duration during, long before) {

    static final Duration BEFORE = Duration.ofHours(1);

    private static final int TIMES = 3;
    private static final int CHANCE = 2;

    /**
     * Whether there are more errors than before: any line if there was none before, otherwise more than three times the
     * former rate plus two.
     */
    boolean moreThanBefore() {
        double usual = (double) before * during.toMillis() / BEFORE.toMillis();
        return before == 0 ? lines > 0 : lines > TIMES * usual + CHANCE;
    }

    String inWords() {
        return application + ": " + lines + (lines == 1 ? " error line in " : " error lines in ")
                + Math.max(1, during.toSeconds()) + " s; in the hour before the loss was noticed its log has "
                + (before == 0
                        ? "none"
                        : Figures.number(before) + ", so "
                                + Figures.number(Math.round((double) before * during.toMillis() / BEFORE.toMillis()))
                                + " would be usual");
    }
}
