package playbook.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** Tells a server that is gone from one that refuses: what needs it can't be done, and everything else goes on. */
public final class Reached {

    /** A restart takes some seconds, and a step may take twenty. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Nothing listens or answers; it starts, stops or recovers for long; its data directory cannot be read. */
    private static final Set<String> GONE = Set.of("08001", "08006", "57P03", "58P01", "58030");

    private Reached() {}

    /** Empty when it answers, or refuses for a reason of its own; otherwise what came instead of an answer. */
    public static Optional<String> whyNot(Target target) {
        return Await.until(Optional::isEmpty, PATIENCE, BETWEEN_LOOKS, () -> look(target));
    }

    /** Looks once, without patience. */
    public static Optional<String> look(Target target) {
        try {
            Connections.open(target).close();
            return Optional.empty();
        } catch (HintedException e) {
            return e.getCause() instanceof SQLException refused && GONE.contains(refused.getSQLState())
                    ? Optional.of(target.host() + ":" + target.port() + " gives no answer: "
                            + String.valueOf(refused.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close a session on " + target.label(), e);
        }
    }
}
