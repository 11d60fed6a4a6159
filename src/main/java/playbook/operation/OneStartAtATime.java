package playbook.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Makes replicas that start at the same time create the tables, deploy the models and create the first accounts one
 * after the other: the first session on the playbook's own database takes an advisory lock and releases it when this
 * replica is up.
 */
@Component
class OneStartAtATime implements BeanPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(OneStartAtATime.class);

    /** Key of the advisory lock: any number that nothing else uses in this database. */
    private static final long KEY = 7_205_759_403_792_794L;

    private @Nullable Connection holder;

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataSource own && holder == null) {
            try {
                take(own.getConnection());
            } catch (SQLException e) {
                throw new BeanCreationException(name, "cannot use the playbook's own database", e);
            }
        }
        return bean;
    }

    private void take(Connection connection) throws SQLException {
        holder = connection;
        if (!"PostgreSQL".equals(connection.getMetaData().getDatabaseProductName())) {
            release();
            return;
        }
        try (Statement statement = connection.createStatement()) {
            try (var row = statement.executeQuery("SELECT pg_catalog.pg_try_advisory_lock(" + KEY + ")")) {
                row.next();
                if (row.getBoolean(1)) {
                    return;
                }
            }
            LOG.info("another replica is starting on the same database; this one waits until it is up");
            // If the other replica hangs, its start-up probe ends it; its session ends then and the lock is free.
            statement.execute("SELECT pg_catalog.pg_advisory_lock(" + KEY + ")");
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void release() throws SQLException {
        Connection held = holder;
        if (held != null && !held.isClosed()) {
            try (held) {
                if ("PostgreSQL".equals(held.getMetaData().getDatabaseProductName())) {
                    try (Statement statement = held.createStatement()) {
                        statement.execute("SELECT pg_catalog.pg_advisory_unlock_all()");
                    }
                }
            }
        }
    }
}
