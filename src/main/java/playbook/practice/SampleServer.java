package playbook.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * The server of {@code deploy/sample-cluster}, as a job's environment tells of it: {@code PGHOST}, {@code PGPORT},
 * {@code PASSWORDS}, which is a folder with one file a role.
 *
 * @param usualHost when the environment has no PGHOST
 */
record SampleServer(Map<String, String> environment, String usualHost) {

    /** As role admin. */
    Connection connect(String database) throws SQLException {
        return Sql.open(host(), port(), database, "admin", passwords().resolve("admin"), 0);
    }

    String password(String role) throws IOException {
        return Files.readString(passwords().resolve(role)).strip();
    }

    private Path passwords() {
        return Path.of(environment.getOrDefault("PASSWORDS", "/run/secrets/roles"));
    }

    String host() {
        return environment.getOrDefault("PGHOST", usualHost);
    }

    int port() {
        return Integer.parseInt(environment.getOrDefault("PGPORT", "5432"));
    }
}
