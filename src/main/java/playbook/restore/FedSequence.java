package playbook.restore;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.incident.Resource;

/**
 * A sequence, and the columns that get their default from it in tables with recovered rows, as {@code fed-columns.sql}
 * finds them.
 */
final class FedSequence {

    private final Connection connection;
    private final List<List<String>> columns = new ArrayList<>();
    private final String name;
    private final SequenceBounds bounds;

    private FedSequence(Connection connection, List<String> column) {
        this.connection = connection;
        this.name = column.get(0);
        this.bounds = SequenceBounds.of(column);
    }

    /** @param incident key of the incident whose merge is in the database */
    static List<FedSequence> of(Connection connection, String incident) throws SQLException {
        Map<String, FedSequence> sequences = new LinkedHashMap<>();
        for (List<String> column : Catalog.rows(
                connection, Resource.text("playbook/restore/fed-columns.sql"), MergeSql.rescueSchema(incident))) {
            sequences
                    .computeIfAbsent(column.get(0), none -> new FedSequence(connection, column))
                    .columns
                    .add(column);
        }
        return List.copyOf(sequences.values());
    }

    /** Quoted and qualified. */
    String name() {
        return name;
    }

    SequenceBounds bounds() {
        return bounds;
    }

    /**
     * The sequence's current value.
     *
     * @param called whether that value was already given out (is_called)
     */
    record State(BigInteger last, boolean called) {}

    State state() throws SQLException {
        List<String> state = Catalog.rows(connection, "SELECT last_value, is_called FROM " + name)
                .get(0);
        return new State(new BigInteger(state.get(0)), state.get(1).equals("t"));
    }

    void moveTo(BigInteger number) throws SQLException {
        Catalog.rows(connection, "SELECT pg_catalog.setval(?::pg_catalog.regclass, ?)", name, number.longValueExact());
    }

    /** Whether a row uses this number. */
    boolean isTaken(BigInteger number) throws SQLException {
        for (List<String> column : columns) {
            String taken =
                    "SELECT EXISTS (SELECT FROM " + column.get(6) + " WHERE " + column.get(7) + " = " + number + ")";
            if (Catalog.text(connection, taken).equals("t")) {
                return true;
            }
        }
        return false;
    }

    /** The last number, in the sequence's direction, of the recovered rows. */
    Optional<BigInteger> farthestReturned() throws SQLException {
        List<BigInteger> numbers = new ArrayList<>();
        for (List<String> column : columns) {
            number("q" + column.get(9), column.get(8)).ifPresent(numbers::add);
        }
        return bounds.farthest(numbers);
    }

    /** The last number, in the sequence's direction, of all rows. */
    Optional<BigInteger> farthest() throws SQLException {
        List<BigInteger> numbers = new ArrayList<>();
        for (List<String> column : columns) {
            number(column.get(7), column.get(6)).ifPresent(numbers::add);
        }
        return bounds.farthest(numbers);
    }

    private Optional<BigInteger> number(String column, String from) throws SQLException {
        String farthest = bounds.up() ? "pg_catalog.max" : "pg_catalog.min";
        String value = Catalog.text(
                connection, "SELECT coalesce(" + farthest + "(" + column + ")::pg_catalog.text, '') FROM " + from);
        return value.isEmpty() || value.equals("NaN") || value.contains("Infinity")
                ? Optional.empty()
                : Optional.of(
                        new BigDecimal(value).setScale(0, RoundingMode.DOWN).toBigInteger());
    }
}
