package playbook.restore;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why the database did not take a row: a rule of the table, and not the state of the server. */
final class Refusal {

    private Refusal() {}

    /** Empty for what has nothing to do with this row, as a full disk or a lock. */
    static Optional<String> of(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case "23505" -> Optional.of("UNIQUE_TAKEN");
            case "23P01" -> Optional.of("EXCLUDED");
            case "23514" -> Optional.of(constraint(e).isEmpty() ? "NO_PARTITION" : "CHECK");
            case "23502" -> Optional.of("NOT_NULL");
            case "428C9", "428C4" -> Optional.empty();
            default ->
                state.startsWith("22") || state.startsWith("23") ? Optional.of("VALUE_REFUSED") : Optional.empty();
        };
    }

    private static String constraint(SQLException e) {
        ServerErrorMessage message = e instanceof PSQLException error ? error.getServerErrorMessage() : null;
        String constraint = message == null ? null : message.getConstraint();
        return constraint == null ? "" : constraint;
    }
}
