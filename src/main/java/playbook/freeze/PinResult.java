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
 * The result of setting the pin.
 *
 * @param identity null when the server was not reached
 * @param raisedAgain whether the pin of this incident had been up before and was lost: dead rows may have been removed
 *     in between
 * @param seenAt this machine's clock, UTC
 */
public record PinResult(
        Outcome outcome, @Nullable ServerIdentity identity, PinnedHorizon pin, boolean raisedAgain, Instant seenAt)
        implements StepResult {

    /**
     * PARTLY: the server keeps dead rows, but another part of the pin is missing; see {@code pin.notSet}.
     * NOT_REACHABLE: the server does not answer, so nothing was pinned, and the response continues with the steps that
     * do not need the server.
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

    /**
     * The pin's condition for the record: the response does not wait for a complete pin, so people who judge the
     * evidence must know what is missing.
     */
    PinCondition condition() {
        List<String> remarks = new ArrayList<>();
        if (outcome == Outcome.NOT_PINNED) {
            remarks.add("nothing keeps the destroyed rows in the tables: reading a table may remove them");
        }
        if (raisedAgain) {
            remarks.add("the pin was lost and was set again at " + seenAt + ": rows may have been removed in between");
        }
        remarks.addAll(pin.notSet());
        if (outcome == Outcome.NOT_REACHABLE) {
            return new PinCondition(false, false, remarks, seenAt);
        }
        pin.overruled().stream().filter(one -> !remarks.contains(one)).forEach(remarks::add);
        if (!pin.keepsWal() && pin.notSet().stream().noneMatch(remark -> remark.startsWith("WAL slot "))) {
            remarks.add("WAL slot " + pin.walSlot() + (pin.walStatus().isEmpty() ? " is not there" : " is lost")
                    + ": only the archive keeps the WAL");
        }
        pin.older()
                .forEach(session -> remarks.add(
                        "a session older than the pin is still there and may remove dead rows: " + session));
        if (!pin.autovacuumOff() && pin.notSet().stream().noneMatch(remark -> remark.contains("autovacuum"))) {
            remarks.add("autovacuum is on");
        }
        return new PinCondition(pin.holds(), outcome == Outcome.PINNED, remarks, seenAt);
    }
}
