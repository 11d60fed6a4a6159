package playbook.restore;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
class AdvanceSequences implements ShortStep {

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
            List<Advanced> advanced = new ArrayList<>();
            List<String> left = new ArrayList<>();
            Map<String, Long> before = evidence.find(incident, RowsBefore.class)
                    .map(RowsBefore::sequences)
                    .orElse(Map.of());
            for (FedSequence sequence : FedSequence.of(connection, incident.key())) {
                Optional<BigInteger> stood =
                        Optional.ofNullable(before.get(sequence.name())).map(BigInteger::valueOf);
                advance(sequence, stood, advanced, left);
            }
            return new AdvancedSequences(advanced, left);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot advance the sequences of " + incident.target().label() + ": " + e.getMessage(),
                    "try again; it changes only sequences that lag behind.",
                    e);
        }
    }

    /** @param stood where it stood before the loss, if that is known */
    private static void advance(
            FedSequence sequence, Optional<BigInteger> stood, List<Advanced> advanced, List<String> left)
            throws SQLException {
        SequenceBounds bounds = sequence.bounds();
        FedSequence.State state = sequence.state();
        BigInteger last = state.last();
        BigInteger passed = state.called() ? last : last.subtract(bounds.increment());
        // What lies ahead of a sequence that comes round may be older: only a number that it would give next is in its
        // way.
        if (bounds.cycles() && !sequence.isTaken(state.called() ? bounds.next(last) : last)) {
            return;
        }
        Optional<BigInteger> returned = sequence.farthestReturned();
        if (returned.isEmpty()
                || !bounds.isBeyond(returned.get(), passed)
                || stood.filter(number -> !bounds.isBeyond(number, passed)).isPresent()) {
            return;
        }
        Optional<BigInteger> to = stood.isPresent()
                ? stood.filter(bounds::goesOn)
                // A row at the end of all numbers says nothing of where the next one belongs.
                : sequence.farthest().flatMap(bounds::after).or(() -> bounds.after(returned.get()));
        if (to.isEmpty() || (bounds.cycles() && sequence.isTaken(bounds.next(to.get())))) {
            left.add(sequence.name() + " stands at " + last + ", and a row that came back has " + returned.get()
                    + ": behind that it has no number left, so it was not moved.");
            return;
        }
        sequence.moveTo(to.get());
        BigInteger now = sequence.state().last();
        if (bounds.isBeyond(to.get(), now)) {
            throw new HintedException(
                    "the sequence " + sequence.name() + " stands at " + now + ", it should stand at " + to.get() + ".",
                    "does somebody set it back?");
        }
        advanced.add(new Advanced(sequence.name(), last.longValueExact(), now.longValueExact()));
    }
}
