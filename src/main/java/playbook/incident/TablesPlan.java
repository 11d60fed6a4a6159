package playbook.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What making dropped tables and columns anew will do to the live database, measured in a dry run; a person approves its
 * {@link #hash()}.
 *
 * @param systemIdentifier of the only cluster on which it may run
 * @param objects each definition that comes back: kind, schema and name
 * @param columns tables that get dropped columns back
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
        List<ColumnsBack> columns,
        List<String> notAsBefore,
        List<String> publications,
        String statementsSha256,
        Instant at,
        String hash) {

    public TablesPlan {
        // Records of a former version have none.
        columns = Objects.requireNonNullElse(columns, List.of());
    }

    /** A table that comes back, with the number of its rows. */
    public record TableBack(TableName table, long oid, long rows) {}

    /**
     * Columns that come back into a table that is still there.
     *
     * @param key columns by which its rows are told apart
     * @param columns those that come back with values; computed ones are not among them
     * @param rows rows that get the values which they had
     * @param changedSince rows of these of which others changed something since, or which are new with a key that was there
     * @param goneSince rows that others deleted since, whose values do not come back
     * @param laterRows rows that have no value, because they were not there
     */
    public record ColumnsBack(
            TableName table,
            long oid,
            List<String> key,
            List<String> columns,
            long rows,
            long changedSince,
            long goneSince,
            long laterRows) {

        /** The columns of the values that the playbook keeps, in their order: the key's, then those that come back. */
        public List<String> valued() {
            return Stream.concat(key.stream(), columns.stream()).toList();
        }

        /** For people: which columns of which table. */
        public String words() {
            return columns.isEmpty()
                    ? "computed columns of " + table
                    : (columns.size() == 1 ? "column " : "columns ") + String.join(", ", columns) + " of " + table;
        }

        /** What a person must know of it before approving, in sentences. */
        public List<String> notAsBefore() {
            List<String> sentences = new ArrayList<>();
            sentences.add("In " + table + " the columns that come back stand behind all others.");
            if (changedSince > 0) {
                sentences.add(Figures.rows(changedSince) + " of " + table
                        + " that get their values back were changed since, or are new with a key that was there: the value is given by the key ("
                        + String.join(", ", key) + ").");
            }
            if (goneSince > 0) {
                sentences.add("Of " + Figures.rows(goneSince) + " of " + table
                        + " that are gone since, no value comes back.");
            }
            if (laterRows > 0) {
                sentences.add(Figures.rows(laterRows) + " of " + table
                        + " that were written since get no value, because they had none.");
            }
            return List.copyOf(sentences);
        }
    }

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
                columns,
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

    /** Rows that get values of dropped columns back. */
    public long valuedRows() {
        return columns.stream().mapToLong(ColumnsBack::rows).sum();
    }

    /** Rows of all tables that come back. */
    public long rows() {
        return tables.stream().mapToLong(TableBack::rows).sum();
    }
}
