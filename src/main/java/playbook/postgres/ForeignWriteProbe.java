package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import playbook.incident.Lsn;

/** Tells whose writes lie in a stretch of the WAL. */
@FunctionalInterface
public interface ForeignWriteProbe {

    /**
     * @param from start of a record
     * @param to end of a record, already flushed
     * @param own transaction ids which are not foreign
     * @return every other transaction id in that stretch; id 0, which the server itself writes under, is none
     */
    Set<Long> between(Connection connection, Lsn from, Lsn to, Set<Long> own) throws SQLException;
}
