package playbook.postgres;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.NotReachedException;
import playbook.incident.Target;

/**
 * Opens sessions on a target as the recovering role. Each session has the playbook's application name and the settings of
 * {@link SessionSettings}, whatever the server, the database or the role has.
 */
public final class Connections {

    /** The application name by which the playbook's own sessions are recognised. */
    public static final String APPLICATION_NAME = "playbook";

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration REACHED = Duration.ofMinutes(2);
    /** SQLSTATE of a connection that was refused, or got no answer. */
    private static final String NO_ANSWER = "08001";

    private Connections() {}

    /** A session on the target's database, in auto-commit. */
    public static Connection open(Target target) {
        return open(target, target.database());
    }

    /** A session on another database of the same server. */
    public static Connection open(Target target, String database) {
        return open(target, database, Map.of());
    }

    /**
     * A session on a server made from this target (a side instance): same database, role and password. In Kubernetes a
     * Service may route to a new pod only some time after the pod is ready, so a refused connection is tried again for
     * two minutes.
     */
    public static Connection openCopy(Target target, String host, int port) {
        return openCopy(target, host, port, REACHED);
    }

    static Connection openCopy(Target target, String host, int port, Duration patience) {
        Target copy = new Target(
                target.name(),
                "the side instance of " + target.label(),
                host,
                port,
                target.database(),
                target.user(),
                target.passfile(),
                target.applicationRoles(),
                target.agentRoles(),
                target.practice());
        Map<String, String> password = Passfile.password(target, target.database())
                .map(known -> Map.of("password", known))
                .orElse(Map.of());
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return open(copy, copy.database(), password);
            } catch (HintedException e) {
                if (!(e.getCause() instanceof SQLException refused)
                        || !NO_ANSWER.equals(refused.getSQLState())
                        || System.nanoTime() > end) {
                    throw e;
                }
                LOG.info("{}:{} does not answer yet, trying on: {}", host, port, refused.getMessage());
                Await.pause(Duration.ofSeconds(1));
            }
        }
    }

    /** @param extra further driver properties, for example {@code replication=true} */
    public static Connection open(Target target, String database, Map<String, String> extra) {
        Properties properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        if (!extra.containsKey("replication")) {
            properties.setProperty("options", SessionSettings.OPTIONS);
        }
        properties.putAll(extra);
        String url = "jdbc:postgresql://" + address(target.host()) + ":" + target.port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
        Passfile.password(target, database).ifPresent(password -> properties.setProperty("password", password));
        try {
            Connection session = DriverManager.getConnection(url, properties);
            return extra.containsKey("replication") ? session : SessionSettings.complete(session);
        } catch (SQLException e) {
            if (hungUp(e.getCause())) {
                throw new NotReachedException(
                        "cannot connect to " + target.label() + " (" + url + " as " + target.user()
                                + "): the connection is closed at once by what listens there",
                        "a port-forward or proxy listens there but cannot reach the server: is the API server"
                                + " reachable, is the server up? It is tried again",
                        e);
            }
            throw new HintedException(
                    "cannot connect to " + target.label() + " (" + url + " as " + target.user() + "): "
                            + e.getMessage(),
                    "is the server up, does " + target.passfile() + " hold the password, does pg_hba.conf let "
                            + target.user() + " in from this machine?",
                    e);
        }
    }

    /** A URL has the address of IPv6 in brackets. */
    private static String address(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /**
     * Whether something listens there but closes the connection: a port-forward or proxy that cannot reach the server.
     */
    private static boolean hungUp(@Nullable Throwable cause) {
        return cause instanceof EOFException
                || (cause instanceof SocketException && !(cause instanceof ConnectException));
    }
}
