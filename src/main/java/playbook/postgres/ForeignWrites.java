package playbook.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import playbook.incident.HintedException;
import playbook.incident.Lsn;

/** Searches the WAL for transactions that are not the playbook's; the last part of a fence's proof. */
public final class ForeignWrites {

    private static final String CURRENT_SEGMENT =
            "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_flush_lsn())";

    private ForeignWrites() {}

    /**
     * Ids of all transactions and subtransactions, of every database of the server, which wrote WAL from {@code from} to
     * {@code until} and are not in {@code own}. {@code until} must be flushed already.
     *
     * @throws HintedException when not all of that WAL could be read: nothing is proved then
     */
    public static Set<Long> between(Connection superuser, Lsn from, Lsn until, Set<Long> own) {
        Set<Long> foreign = new TreeSet<>();
        WalSource source = new WalOverJdbc(superuser);
        try (Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery(CURRENT_SEGMENT)) {
            row.next();
            WalReader reader =
                    new WalReader(source, WalHistory.of(source, WalHistory.timelineOf(row.getString(1))), from, until);
            while (reader.next()) {
                long xid = reader.record().xid();
                if (xid != 0 && !own.contains(xid)) {
                    foreign.add(xid);
                }
            }
            if (!reader.gaps().isEmpty()) {
                throw new HintedException(
                        "the WAL from " + from + " to " + until + " cannot be read whole: " + reader.gaps(),
                        "was the end flushed (pg_current_wal_flush_lsn), and are the segments still in pg_wal? "
                                + "Look again with newer positions.");
            }
            return foreign;
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot ask the server for its timeline: " + e.getMessage(), "is the role a superuser?", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
