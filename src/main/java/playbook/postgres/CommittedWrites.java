package playbook.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.Target;

/** Reads from the WAL what was committed to a target database's user tables since a position. */
@Component
public final class CommittedWrites {

    private static final String POSITION = "SELECT pg_catalog.pg_current_wal_insert_lsn()::text";
    private static final String SEGMENT = "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_flush_lsn())";

    /** An amount that is read within seconds; one test replica does not write more. */
    private static final long MOST_BYTES = 512L << 20;

    /**
     * @param until the end of what was read
     * @param transactions number of transactions that changed rows
     * @param changes their changes, added up for each table and operation
     */
    public record Written(Lsn from, Lsn until, int transactions, List<TableChange> changes) {}

    /** The current WAL position; later writes come after it. */
    public Lsn position(Target target) {
        try (Connection session = Connections.open(target)) {
            return position(session);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** @throws HintedException when a part of the WAL since then cannot be read */
    public Written since(Target target, Lsn from) {
        try (Connection session = Connections.open(target);
                WalSource source = new WalOverJdbc(session)) {
            Lsn until = position(session);
            if (from.bytesTo(until) > MOST_BYTES) {
                throw new HintedException(
                        "from " + from + " to " + until + " lie " + from.bytesTo(until)
                                + " bytes of WAL, too many to read in a short step",
                        "look into it with pg_waldump if the writes of that time matter.");
            }
            WalPosition.flush(session, until);
            WalRelations relations = WalRelations.load(session);
            WalHistory history = WalHistory.of(source, WalHistory.timelineOf(Query.one(session, SEGMENT, Query::text)));
            Map<String, TableChange> changes = new LinkedHashMap<>();
            List<Long> writers = new ArrayList<>();
            try (WalReader reader = new WalReader(source, history, from, until)) {
                new WalTransactions(reader, relations, transaction -> {
                            List<TableChange> own = relations.changes(transaction);
                            if (!own.isEmpty()) {
                                writers.add(transaction.xid());
                            }
                            own.forEach(change -> changes.merge(
                                    change.operation() + " " + change.table(), change, CommittedWrites::together));
                        })
                        .readAll(done -> {});
                if (!reader.gaps().isEmpty() || !reader.end().reached()) {
                    throw new HintedException(
                            "the WAL from " + from + " to " + until + " cannot be read whole: "
                                    + (reader.gaps().isEmpty() ? reader.end().why() : reader.gaps()),
                            "are its segments still in pg_wal?");
                }
            }
            return new Written(from, until, writers.size(), List.copyOf(changes.values()));
        } catch (SQLException | IOException e) {
            throw failed(target, e);
        }
    }

    private static TableChange together(TableChange one, TableChange other) {
        long rows = one.rows() < 0 || other.rows() < 0 ? -1 : one.rows() + other.rows();
        return new TableChange(one.table(), one.oid(), one.operation(), rows);
    }

    private static Lsn position(Connection session) throws SQLException {
        return Lsn.parse(Query.one(session, POSITION, Query::text));
    }

    private static HintedException failed(Target target, Exception e) {
        return new HintedException(
                "cannot tell what is written on " + target.label() + ": " + e.getMessage(),
                "is the server up, and is " + target.user() + " a superuser?",
                e);
    }
}
