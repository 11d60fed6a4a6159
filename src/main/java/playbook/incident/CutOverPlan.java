package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What going back to a moment will undo, counted in the WAL; a person approves its {@link #hash()}.
 *
 * @param systemIdentifier of the cluster that is exchanged, and of no other
 * @param dataDirectory as the server itself names it
 * @param stop where the recovered server stops
 * @param backup base backup it is made from
 * @param countedTo end of the WAL that was counted
 * @param lostTransactions committed after the stop, with rows in tables of this database, without the culprit
 * @param elsewhere the server's other databases, which go back too
 * @param lost rows by table
 * @param warnings what else a person must know
 * @param at when it was counted; makes each plan another one
 * @param hash SHA-256 over this document's JSON with an empty hash
 */
public record CutOverPlan(
        String incident,
        String systemIdentifier,
        String database,
        String dataDirectory,
        StopPoint stop,
        String backup,
        Lsn countedTo,
        long lostTransactions,
        List<LostRows> lost,
        List<LostElsewhere> elsewhere,
        List<String> warnings,
        Instant at,
        String hash) {

    public CutOverPlan withHash(String value) {
        return new CutOverPlan(
                incident,
                systemIdentifier,
                database,
                dataDirectory,
                stop,
                backup,
                countedTo,
                lostTransactions,
                lost,
                elsewhere,
                warnings,
                at,
                value);
    }

    /** Rows of one table that were written after the stop and will be as they were at it. */
    public record LostRows(TableName table, long inserted, long updated, long deleted) {}

    /** Transactions of another database which wrote anything after the stop, its catalogs included. */
    public record LostElsewhere(String database, long transactions) {}
}
