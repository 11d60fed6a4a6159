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
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Connections;

/**
 * Moves a sequence whose next values are already used by recovered rows: to its value before the loss, or, if that is
 * unknown, past the greatest number in use; never backwards and never to its end. Looks first, so it may be run again.
 * The merged rows are read from the database itself.
 */
@Component
class AdvanceSequences implements ShortStep {

    /** The step has only one outcome; every failure is an exception. */
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
            Map<String, Long> before = evidence.find(incident, RowDifference.class)
                    .map(RowDifference::sequences)
                    .or(() -> evidence.find(incident, RowsBefore.class).map(RowsBefore::sequences))
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

    /** @param stood the sequence's value before the loss, if known */
    private static void advance(
            FedSequence sequence, Optional<BigInteger> stood, List<Advanced> advanced, List<String> left)
            throws SQLException {
        SequenceBounds bounds = sequence.bounds();
        FedSequence.State state = sequence.state();
        BigInteger last = state.last();
        BigInteger passed = state.called() ? last : last.subtract(bounds.increment());
        // Rows ahead of a CYCLE sequence may be old ones: it must be moved only if its very next number is in use.
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
                // If the greatest row is at the sequence's limit, use the greatest recovered row instead.
                : sequence.farthest().flatMap(bounds::after).or(() -> bounds.after(returned.get()));
        if (to.isEmpty() || (bounds.cycles() && sequence.isTaken(bounds.next(to.get())))) {
            left.add(sequence.name() + " stands at " + last + ", and a row that came back has " + returned.get()
                    + ": the sequence has no free number after that, so it was not moved.");
            return;
        }
        sequence.moveTo(to.get());
        BigInteger now = sequence.state().last();
        if (bounds.isBeyond(to.get(), now)) {
            throw new HintedException(
                    "the sequence " + sequence.name() + " stands at " + now + ", it should stand at " + to.get() + ".",
                    "does another session set it back?");
        }
        advanced.add(new Advanced(sequence.name(), last.longValueExact(), now.longValueExact()));
    }
}
