package playbook.freeze;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.PinCondition;
import playbook.incident.ServerIdentity;
import playbook.operation.StepResult;
import playbook.postgres.PinnedHorizon;

/**
 * @param identity null when the server was not reached
 * @param raisedAgain the pin of this incident had been up before and had fallen: rows may have been removed in between
 * @param seenAt this machine's clock, UTC
 */
public record PinResult(
        Outcome outcome, @Nullable ServerIdentity identity, PinnedHorizon pin, boolean raisedAgain, Instant seenAt)
        implements StepResult {

    /**
     * PARTLY: dead rows are held, but something that belongs to the pin is missing; see {@code pin.notSet}. NOT_REACHABLE: the
     * server gives no answer, so nothing of it was pinned, and the response goes on with what does not need it.
     */
    public enum Outcome {
        PINNED,
        PARTLY,
        NOT_PINNED,
        NOT_REACHABLE
    }

    static PinResult notReachable(String why, Instant at) {
        PinnedHorizon nothing = new PinnedHorizon(
                "",
                null,
                "",
                "",
                false,
                false,
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of("the server was not reached, so nothing could be pinned: " + why),
                List.of());
        return new PinResult(Outcome.NOT_REACHABLE, null, nothing, false, at);
    }

    /** The response goes on without a whole pin, as time runs; whoever judges the evidence has to know it. */
    PinCondition condition() {
        List<String> remarks = new ArrayList<>();
        if (outcome == Outcome.NOT_PINNED) {
            remarks.add("nothing keeps the destroyed rows in the tables: reading may remove them");
        }
        if (raisedAgain) {
            remarks.add(
                    "the pin had fallen and was set again at " + seenAt + ": rows may have been removed in between");
        }
        remarks.addAll(pin.notSet());
        if (outcome == Outcome.NOT_REACHABLE) {
            return new PinCondition(false, false, remarks, seenAt);
        }
        pin.overruled().stream().filter(one -> !remarks.contains(one)).forEach(remarks::add);
        if (!pin.keepsWal() && pin.notSet().stream().noneMatch(remark -> remark.startsWith("WAL slot "))) {
            remarks.add("WAL slot " + pin.walSlot() + (pin.walStatus().isEmpty() ? " is not there" : " is lost")
                    + ": nothing keeps the WAL but the archive");
        }
        pin.older()
                .forEach(session ->
                        remarks.add("a session older than the pin is still there and may remove rows: " + session));
        if (!pin.autovacuumOff() && pin.notSet().stream().noneMatch(remark -> remark.contains("autovacuum"))) {
            remarks.add("autovacuum is on");
        }
        return new PinCondition(pin.holds(), outcome == Outcome.PINNED, remarks, seenAt);
    }
}
