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
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.AdvancedSequences;
import playbook.incident.AdvancedSequences.Advanced;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Resource;
import playbook.incident.RowsBefore;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Connections;

/**
 * Moves a sequence past the rows that came back, where one of them lies ahead of it: to where it stood before the loss, or
 * past the greatest number in use where that is not known; never backwards and never to its end. Looks first, so it may
 * run again. What was merged is read from the database itself.
 */
@Component
public class AdvanceSequences implements ShortStep {

    /** There is one way to end well; everything else throws. */
    public enum Outcome {
        ADVANCED
    }

    private final Evidence evidence;

    AdvanceSequences(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "advanceSequences";
    }

    @Override
    public Act act() {
        return Act.MERGE;
    }

    @Override
    public StepResult run(Incident incident) {
        SameServer.mustBe(evidence, incident);
        return StepResult.of(Outcome.ADVANCED, advance(incident));
    }

    AdvancedSequences advance(Incident incident) {
        try (Connection connection = Connections.open(incident.target())) {
            Catalog.prepare(connection);
            Map<String, List<List<String>>> sequences = new LinkedHashMap<>();
            Catalog.rows(
                            connection,
                            Resource.text("playbook/restore/fed-columns.sql"),
                            MergeSql.rescueSchema(incident.key()))
                    .forEach(column -> sequences
                            .computeIfAbsent(column.get(0), name -> new ArrayList<>())
                            .add(column));
            List<Advanced> advanced = new ArrayList<>();
            List<String> left = new ArrayList<>();
            Map<String, Long> before = evidence.find(incident, RowsBefore.class)
                    .map(RowsBefore::sequences)
                    .orElse(Map.of());
            for (List<List<String>> columns : sequences.values()) {
                Optional<BigInteger> stood =
                        Optional.ofNullable(before.get(columns.get(0).get(0))).map(BigInteger::valueOf);
                advance(connection, columns, stood, advanced, left);
            }
            return new AdvancedSequences(advanced, left);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot advance the sequences of " + incident.target().label() + ": " + e.getMessage(),
                    "try again; it changes only sequences that lag behind.",
                    e);
        }
    }

    private static void advance(
            Connection connection,
            List<List<String>> columns,
            Optional<BigInteger> stood,
            List<Advanced> advanced,
            List<String> left)
            throws SQLException {
        SequenceBounds bounds = SequenceBounds.of(columns.get(0));
        String name = columns.get(0).get(0);
        List<String> state = Catalog.rows(connection, "SELECT last_value, is_called FROM " + name)
                .get(0);
        BigInteger last = new BigInteger(state.get(0));
        boolean called = state.get(1).equals("t");
        BigInteger passed = called ? last : last.subtract(bounds.increment());
        // What lies ahead of a sequence that comes round may be older: only a number that it would give next is in its
        // way.
        if (bounds.cycles() && !isTaken(connection, columns, called ? bounds.next(last) : last)) {
            return;
        }
        List<BigInteger> back = new ArrayList<>();
        List<BigInteger> all = new ArrayList<>();
        for (List<String> column : columns) {
            String farthest = bounds.up() ? "pg_catalog.max" : "pg_catalog.min";
            number(connection, farthest, "q" + column.get(9), column.get(8)).ifPresent(back::add);
            number(connection, farthest, column.get(7), column.get(6)).ifPresent(all::add);
        }
        Optional<BigInteger> returned = bounds.farthest(back);
        if (returned.isEmpty()
                || !bounds.isBeyond(returned.get(), passed)
                || stood.filter(number -> !bounds.isBeyond(number, passed)).isPresent()) {
            return;
        }
        Optional<BigInteger> to = stood.isPresent()
                ? stood.filter(bounds::goesOn)
                // A row at the end of all numbers says nothing of where the next one belongs.
                : bounds.farthest(all).flatMap(bounds::after).or(() -> bounds.after(returned.get()));
        if (to.isEmpty() || (bounds.cycles() && isTaken(connection, columns, bounds.next(to.get())))) {
            left.add(name + " stands at " + last + ", and a row that came back has " + returned.get()
                    + ": behind that it has no number left, so it was not moved.");
            return;
        }
        Catalog.rows(
                connection,
                "SELECT pg_catalog.setval(?::pg_catalog.regclass, ?)",
                name,
                to.get().longValueExact());
        BigInteger now = new BigInteger(Catalog.rows(connection, "SELECT last_value FROM " + name)
                .get(0)
                .get(0));
        if (bounds.isBeyond(to.get(), now)) {
            throw new HintedException(
                    "the sequence " + name + " stands at " + now + ", it should stand at " + to.get() + ".",
                    "does somebody set it back?");
        }
        advanced.add(new Advanced(name, last.longValueExact(), now.longValueExact()));
    }

    private static boolean isTaken(Connection connection, List<List<String>> columns, BigInteger number)
            throws SQLException {
        for (List<String> column : columns) {
            String taken =
                    "SELECT EXISTS (SELECT FROM " + column.get(6) + " WHERE " + column.get(7) + " = " + number + ")";
            if (Catalog.rows(connection, taken).get(0).get(0).equals("t")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<BigInteger> number(Connection connection, String function, String column, String from)
            throws SQLException {
        String value = Catalog.rows(
                        connection,
                        "SELECT coalesce(" + function + "(" + column + ")::pg_catalog.text, '') FROM " + from)
                .get(0)
                .get(0);
        return value.isEmpty() || value.equals("NaN") || value.contains("Infinity")
                ? Optional.empty()
                : Optional.of(
                        new BigDecimal(value).setScale(0, RoundingMode.DOWN).toBigInteger());
    }
}
