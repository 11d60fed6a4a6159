package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What making dropped tables anew will do to the live database, measured in a dry run; a person approves its
 * {@link #hash()}.
 *
 * @param systemIdentifier of the only cluster on which it may run
 * @param objects each definition that comes back: kind, schema and name
 * @param notAsBefore what does not come back as it was, in words
 * @param publications what a person must know of publications that send the rows anew
 * @param statementsSha256 digest of every statement that will run, and of the rows
 * @param at when it was planned
 * @param hash SHA-256 over this document's JSON with an empty hash
 */
public record TablesPlan(
        String incident,
        String systemIdentifier,
        String database,
        long xid,
        Lsn commitLsn,
        int timeline,
        List<String> objects,
        List<TableBack> tables,
        List<String> notAsBefore,
        List<String> publications,
        String statementsSha256,
        Instant at,
        String hash) {

    /** A table that comes back, with the number of its rows. */
    public record TableBack(TableName table, long oid, long rows) {}

    public TablesPlan withHash(String value) {
        return new TablesPlan(
                incident,
                systemIdentifier,
                database,
                xid,
                commitLsn,
                timeline,
                objects,
                tables,
                notAsBefore,
                publications,
                statementsSha256,
                at,
                value);
    }

    /** All that a person must know before approving it. */
    public List<String> warnings() {
        return Stream.concat(notAsBefore.stream(), publications.stream()).toList();
    }

    /** Rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableBack::rows).sum();
    }
}
