package playbook.practice;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import playbook.practice.OracleLine.Write;

/** One transaction of the application that keeps account of each row it writes, and tells the oracle of its commit. */
final class AuditedTransaction {

    private final Connection connection;
    private final List<Write> writes = new ArrayList<>();

    /** @param connection a session without auto-commit */
    AuditedTransaction(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param sql that returns key, version and hash of each row it wrote, the hash null for a deleted one
     * @return whether a row was there to be written
     */
    boolean write(String table, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                boolean found = false;
                while (row.next()) {
                    found = true;
                    long hash = row.getLong(3);
                    boolean deleted = row.wasNull();
                    writes.add(new Write(table, row.getLong(1), row.getLong(2), deleted, hash));
                }
                return found;
            }
        }
    }

    /** Key of the first row that was written. */
    long firstKey() {
        return writes.get(0).key();
    }

    /** Tells the oracle before and after; a transaction that wrote nothing is rolled back. */
    void commit(OracleLog oracle) throws SQLException {
        if (writes.isEmpty()) {
            connection.rollback();
            return;
        }
        addAudit();
        String id = oracle.intend(writes);
        connection.commit();
        oracle.acknowledged(id);
    }

    /** What the audit trigger wrote in this transaction. */
    private void addAudit() throws SQLException {
        write(
                "audit",
                "SELECT a.id, 1, " + Sql.hash("a") + " FROM public.audit AS a"
                        + " WHERE a.transaction_id = pg_catalog.pg_current_xact_id()::text::bigint");
    }
}
