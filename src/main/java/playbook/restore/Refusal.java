package playbook.restore;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why the database refused a row because of a rule of its table, not because of the server's state. */
final class Refusal {

    private Refusal() {}

    /**
     * The kind of refusal, and the constraint or index; empty for an error that is not the row's fault, such as a full
     * disk or a lock timeout.
     */
    static Optional<String> of(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case "23505" -> Optional.of(named("UNIQUE_TAKEN", e));
            case "23P01" -> Optional.of(named("EXCLUDED", e));
            case "23514" -> Optional.of(constraint(e).isEmpty() ? "NO_PARTITION" : named("CHECK", e));
            case "23502" -> Optional.of(("NOT_NULL " + column(e)).strip());
            case "428C9", "428C4" -> Optional.empty();
            default ->
                state.startsWith("22") || state.startsWith("23") ? Optional.of("VALUE_REFUSED") : Optional.empty();
        };
    }

    /** Whether a published table's rows cannot go, since it has neither a key nor another REPLICA IDENTITY. */
    static boolean forWantOfIdentity(SQLException e) {
        return "55000".equals(e.getSQLState());
    }

    private static String named(String kind, SQLException e) {
        return (kind + " " + constraint(e)).strip();
    }

    private static String constraint(SQLException e) {
        return told(e, ServerErrorMessage::getConstraint);
    }

    private static String column(SQLException e) {
        return told(e, ServerErrorMessage::getColumn);
    }

    private static String told(SQLException e, Function<ServerErrorMessage, @Nullable String> field) {
        ServerErrorMessage message = e instanceof PSQLException error ? error.getServerErrorMessage() : null;
        String told = message == null ? null : field.apply(message);
        return told == null ? "" : told;
    }
}
