package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.STOP_KIND;
import static playbook.process.engine.PlaybookVariables.STOP_VALUE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.StopPoint;
import playbook.incident.StopPoint.Kind;

/** The stop of a point-in-time recovery as people write it, checked against what is known of the loss. */
final class StopInput {

    private static final long LARGEST_XID = 4_294_967_295L;

    private StopInput() {}

    /** Puts kind and value, in one spelling, into the decision. */
    static void read(Map<String, String> decision, VariableScope scope) {
        String kind = STOP_KIND.find(scope).orElse("");
        String value = STOP_VALUE.find(scope).orElse("").strip();
        decision.put(STOP_KIND.name(), kind);
        decision.put(
                STOP_VALUE.name(),
                switch (kind) {
                    case "transaction" -> transaction(value);
                    case "lsn" -> position(value);
                    case "time" -> time(value);
                    default ->
                        throw new HintedException(
                                "'" + STOP_KIND.name() + "' is '" + kind + "'",
                                "choose one of transaction, lsn, time.");
                });
    }

    /**
     * The stop on the culprit's timeline.
     *
     * @param found the transactions which the search in the WAL described
     */
    static StopPoint stop(Map<String, String> decision, Culprit culprit, List<Culprit> found) {
        Kind kind = Kind.valueOf(decision.getOrDefault(STOP_KIND.name(), "").toUpperCase(Locale.ROOT));
        String value = decision.getOrDefault(STOP_VALUE.name(), "");
        boolean late = switch (kind) {
            case TRANSACTION -> culprit.commitLsn().isBefore(commitOf(value, culprit, found));
            case LSN -> culprit.commitLsn().isBefore(Lsn.parse(value));
            case TIME -> culprit.committedAt().isBefore(Instant.parse(value));
        };
        if (late) {
            throw new HintedException(
                    culprit.named()
                            ? "the stop " + value + " lies after the commit of transaction " + culprit.xid() + " ("
                                    + culprit.commitLsn() + ", " + culprit.committedAt()
                                    + "): the loss would be there again"
                            : "the stop " + value + " lies after " + culprit.committedAt()
                                    + ", when everything was still there as was said: the loss may be there again",
                    "stop at that transaction or before it.");
        }
        return new StopPoint(kind, value, culprit.timeline());
    }

    private static Lsn commitOf(String xid, Culprit culprit, List<Culprit> found) {
        return Stream.concat(Stream.of(culprit), found.stream())
                .filter(one -> Long.toString(one.xid()).equals(xid))
                .findFirst()
                .map(Culprit::commitLsn)
                .orElseThrow(() -> new HintedException(
                        "transaction " + xid + " is none of those that the search in the WAL described",
                        "give the stop as a WAL position or as a time."));
    }

    private static String transaction(String value) {
        if (!value.matches("[1-9][0-9]{0,9}") || Long.parseLong(value) > LARGEST_XID) {
            throw new HintedException("'" + value + "' is no transaction id", "give its number, for example 771.");
        }
        return value;
    }

    private static String position(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        if (!upper.matches("[0-9A-F]{1,8}/[0-9A-F]{1,8}")) {
            throw new HintedException("'" + value + "' is no WAL position", "it looks like 0/16B3748.");
        }
        return upper;
    }

    static String time(String value) {
        try {
            return OffsetDateTime.parse(value)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS)
                    .toString();
        } catch (DateTimeException e) {
            throw new HintedException(
                    "'" + value + "' is no moment in time",
                    "write it with its zone, for example 2026-11-22T14:30:00.123456Z.",
                    e);
        }
    }
}
