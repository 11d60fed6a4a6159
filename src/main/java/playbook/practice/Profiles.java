package playbook.practice;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Profiles of customers, read in one session, which is opened again after the database was away. */
final class Profiles {

    private final ApiDatabase database;
    private @Nullable Connection session;

    Profiles(ApiDatabase database) {
        this.database = database;
    }

    /** @return name and status; empty when no customer has this address */
    synchronized Optional<Map<String, String>> of(String email) throws SQLException {
        Connection connection = session;
        if (connection == null || connection.isClosed()) {
            connection = database.connect(15);
            session = connection;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT u.full_name, u.status::text FROM public.users AS u WHERE pg_catalog.lower(u.email) ="
                        + " pg_catalog.lower(?)")) {
            statement.setString(1, email);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(Map.of("name", row.getString(1), "status", row.getString(2)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
