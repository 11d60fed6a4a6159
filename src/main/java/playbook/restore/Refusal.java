package playbook.restore;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why the database did not take a row: a rule of the table, and not the state of the server. */
final class Refusal {

    private Refusal() {}

    /** The kind, and which constraint or index it was; empty for what has nothing to do with this row, as a full disk or a lock. */
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
