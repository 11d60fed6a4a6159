package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What a point-in-time recovery will undo, counted in the WAL; a person approves its {@link #hash()}.
 *
 * @param systemIdentifier of the only cluster that this plan may replace
 * @param dataDirectory path, as the server itself reports it
 * @param stop where the recovered server stops
 * @param backup base backup it is made from
 * @param countedTo position up to which the WAL was counted
 * @param lostTransactions transactions that changed rows of this database and were committed after the stop, without
 *     the culprit
 * @param elsewhere losses in the server's other databases, which go back too
 * @param lost rows by table
 * @param warnings what else a person must know
 * @param at when it was counted; makes each plan's hash unique
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

    /** Rows of one table that were written after the stop, and will be back in the state they had at the stop. */
    public record LostRows(TableName table, long inserted, long updated, long deleted) {}

    /** Transactions of another database which wrote anything after the stop, its catalogs included. */
    public record LostElsewhere(String database, long transactions) {}
}
