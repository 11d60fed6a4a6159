package playbook.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * Opens sessions on a target as the role that recovers. Each is marked by its application name, lifts the read-only
 * default for itself, qualifies nothing by search path, and gives up a statement or a lock wait in bounded time.
 */
public final class Connections {

    /** How the playbook's own sessions are told from foreign ones. */
    public static final String APPLICATION_NAME = "playbook";

    private Connections() {}

    /** A session on the target's database, in auto-commit. */
    public static Connection open(Target target) {
        return open(target, target.database());
    }

    /** A session on another database of the same server. */
    public static Connection open(Target target, String database) {
        return open(target, database, Map.of());
    }

    /** A session on a server made from this target (a side instance): same database, role and password. */
    public static Connection openCopy(Target target, String host, int port) {
        Target copy = new Target(
                target.name(),
                "the side instance of " + target.label(),
                host,
                port,
                target.database(),
                target.user(),
                target.passfile(),
                target.applicationRoles(),
                target.practice());
        return open(
                copy,
                copy.database(),
                Passfile.password(target, target.database())
                        .map(password -> Map.of("password", password))
                        .orElse(Map.of()));
    }

    /** @param extra further driver properties, for example {@code replication=true} */
    public static Connection open(Target target, String database, Map<String, String> extra) {
        Properties properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        if (!extra.containsKey("replication")) {
            properties.setProperty(
                    "options", "-c default_transaction_read_only=off -c search_path=pg_catalog -c lock_timeout=15s");
        }
        properties.putAll(extra);
        String url = "jdbc:postgresql://" + target.host() + ":" + target.port() + "/" + database;
        Passfile.password(target, database).ifPresent(password -> properties.setProperty("password", password));
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot connect to " + target.label() + " (" + url + " as " + target.user() + "): "
                            + e.getMessage(),
                    "is the server up, does " + target.passfile() + " hold the password, does pg_hba.conf let "
                            + target.user() + " in from this machine?",
                    e);
        }
    }
}
