package playbook.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Targets;
import playbook.postgres.Connections;
import playbook.postgres.SystemIdentifier;

/**
 * Refuses to start the application when the playbook's own database is on a server that it protects: the loss of that
 * server would also stop the playbook.
 */
@Component
class SeparateServer implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(SeparateServer.class);

    private final DataSource own;
    private final Targets targets;

    SeparateServer(DataSource own, Targets targets) {
        this.own = own;
        this.targets = targets;
    }

    @Override
    public void afterPropertiesSet() throws SQLException {
        Optional<String> ours;
        try (Connection connection = own.getConnection()) {
            if (!"PostgreSQL".equals(connection.getMetaData().getDatabaseProductName())) {
                return;
            }
            ours = identifier(connection);
        }
        ours.ifPresent(identifier -> targets.all().forEach(target -> refuseSame(identifier, target)));
    }

    private static void refuseSame(String ours, Target target) {
        Optional<String> theirs;
        try (Connection connection = Connections.open(target)) {
            theirs = identifier(connection);
        } catch (SQLException | HintedException unreachable) {
            LOG.warn("cannot compare our own server with {}: {}", target.label(), unreachable.getMessage());
            return;
        }
        if (theirs.filter(ours::equals).isPresent()) {
            throw new HintedException(
                    "the playbook's own database (spring.datasource.url) is on the server of playbook.targets."
                            + target.name() + ", system identifier " + ours,
                    "give the playbook a PostgreSQL server of its own; a protected server may be lost");
        }
    }

    private static Optional<String> identifier(Connection connection) {
        try {
            return Optional.of(SystemIdentifier.of(connection));
        } catch (SQLException e) {
            LOG.warn("cannot read a server's system identifier: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
