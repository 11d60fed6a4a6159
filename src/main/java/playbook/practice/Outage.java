package playbook.practice;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** Asks the product again while it is away, for at most five minutes: some drills kill it and start it again. */
final class Outage {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private boolean happened;

    /** A question to the product; an exception of the connection means that the product is away. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /** Whether some question asked through this object got no answer at first. */
    boolean happened() {
        return happened;
    }

    <T> T outlast(Question<T> question) {
        Instant first = null;
        while (true) {
            try {
                T answer = question.ask();
                if (first != null) {
                    Terminal.say("         the playbook answers again after "
                            + Duration.between(first, Instant.now()).toSeconds() + " s");
                }
                return answer;
            } catch (IOException e) {
                happened = true;
                if (first == null) {
                    first = Instant.now();
                    Terminal.say("         the playbook does not answer (" + e + "); trying on");
                }
                if (Instant.now().isAfter(first.plus(PATIENCE))) {
                    throw new HintedException(
                            "the playbook has not answered for " + PATIENCE.toMinutes() + " minutes: " + e,
                            "start it again: its work goes on where it was.",
                            e);
                }
                Await.pause(Duration.ofMillis(500));
            }
        }
    }
}
