package playbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import playbook.incident.HintedException;

/** Sessions of the practice range's roles, and its SQL files. */
final class Sql {

    /** The first 64 bits of the MD5 of a row's text, which {@link #open} makes the same in every session. */
    static final String HASH = "('x' || pg_catalog.left(pg_catalog.md5(%1$s::text), 16))::bit(64)::bigint";

    /** System property: where the range's server is, when that is not this machine. */
    static final String HOST = "practice.host";

    private Sql() {}

    static String hash(String alias) {
        return HASH.formatted(alias);
    }

    /** @param passfile in libpq's format; the driver looks the password up in it */
    static Connection open(String host, int port, String database, String role, Path passfile, int secondsForAnswer)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", password(passfile));
        properties.setProperty("ApplicationName", role);
        // The server is on this machine, but a busy machine takes its time to connect.
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "30");
        properties.setProperty("socketTimeout", Integer.toString(secondsForAnswer));
        Connection connection =
                DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
        try (Statement statement = connection.createStatement()) {
            // A row's text depends on these, and the judge compares it over sessions.
            statement.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres';"
                    + " SET bytea_output = 'hex'; SET extra_float_digits = 1");
        }
        return connection;
    }

    static Connection open(Home home, String role) {
        return open(home, role, Home.DATABASE);
    }

    static Connection open(Home home, String role, String database) {
        int port = home.settings().port();
        try {
            return open(System.getProperty(HOST, "127.0.0.1"), port, database, role, home.passfile(role), 0);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot connect to " + database + " on port " + port + " as " + role + ": " + e.getMessage(),
                    "is the practice range running? start --home " + home.root(),
                    e);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String resource(String name) {
        try (InputStream in = Sql.class.getResourceAsStream("/playbook/practice/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource playbook/practice/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + name, e);
        }
    }

    private static String password(Path passfile) {
        String line = Home.read(passfile).strip();
        return line.substring(line.lastIndexOf(':') + 1);
    }
}
