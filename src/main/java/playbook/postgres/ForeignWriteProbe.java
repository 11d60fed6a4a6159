package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import playbook.incident.Lsn;

/** Finds other transactions' writes in a range of WAL. */
@FunctionalInterface
public interface ForeignWriteProbe {

    /**
     * @param from start of a record
     * @param to end of a record, already flushed
     * @param own transaction ids which are not foreign
     * @return every other transaction id in that range, without 0, which the server itself uses
     */
    Set<Long> between(Connection connection, Lsn from, Lsn to, Set<Long> own) throws SQLException;
}
