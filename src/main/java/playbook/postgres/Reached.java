package playbook.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * Distinguishes a server that cannot be reached from one that refuses a login; a response continues without an
 * unreachable server.
 */
public final class Reached {

    /** A restart takes some seconds, and a step may take twenty. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** SQLSTATEs of an unreachable server: no answer, starting up or shutting down, or its files cannot be read. */
    private static final Set<String> GONE = Set.of("08001", "08006", "57P03", "58P01", "58030");

    private Reached() {}

    /** Why the server cannot be reached; empty when it answers, also with a refusal. */
    public static Optional<String> whyNot(Target target) {
        return Await.until(Optional::isEmpty, PATIENCE, BETWEEN_LOOKS, () -> look(target));
    }

    /** Like {@code whyNot}, with only one try. */
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
