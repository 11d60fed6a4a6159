package playbook.practice;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/** The roles of the practice range's server, each with a random password in its own passfile. */
final class ServerRoles {

    private static final List<String> ROLES =
            List.of("postgres", "noa_owner", "api", "recovery", "monitoring", "careless");

    private final Home home;
    private final PracticeServer server;

    ServerRoles(Home home, PracticeServer server) {
        this.home = home;
        this.server = server;
    }

    void choosePasswords() {
        ROLES.forEach(this::choosePassword);
    }

    private void choosePassword(String role) {
        Path file = home.passfile(role);
        Home.write(file, "127.0.0.1:%d:*:%s:%s%n".formatted(server.port(), role, randomPassword()), "rw-------");
        if (role.equals("recovery") || role.equals("postgres")) {
            PostgresUser.give(file);
        }
    }

    /** Hexadecimal digits, 144 bits of them. */
    static String randomPassword() {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    String password(String role) {
        String line = Home.read(home.passfile(role)).strip();
        return line.substring(line.lastIndexOf(':') + 1);
    }

    void create() throws SQLException {
        try (Connection connection = server.connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            for (String command : Sql.resource("roles.sql").split(";\n", -1)) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
            for (String role : ROLES) {
                // Hexadecimal digits need no quoting.
                statement.execute("ALTER ROLE " + role + " PASSWORD '" + password(role) + "'");
            }
        }
        try (Connection connection = server.connect("postgres", Home.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SCHEMA public OWNER TO noa_owner");
        }
    }
}
