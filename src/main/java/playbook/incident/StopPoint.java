package playbook.incident;

import java.time.Instant;

/**
 * Where a point-in-time recovery stops, as a person chose it: always just before a commit or position, which the
 * recovered server then does not contain.
 *
 * @param kind the meaning of {@code value}
 * @param value a 32-bit transaction id, a WAL position such as {@code 0/16B3748}, or an ISO instant in UTC
 * @param timeline timeline number, without which a position or a transaction id is ambiguous
 */
public record StopPoint(Kind kind, String value, int timeline) {

    /** The ways to give a stop. */
    public enum Kind {
        /** The commit of a transaction. */
        TRANSACTION,
        /** A WAL position. */
        LSN,
        /** The first commit at or after a time. */
        TIME
    }

    public RecoveryTarget target() {
        return switch (kind) {
            case TRANSACTION -> new RecoveryTarget.ToTransaction(Long.parseLong(value), false, timeline);
            case LSN -> new RecoveryTarget.ToLsn(Lsn.parse(value), false, timeline);
            case TIME -> new RecoveryTarget.ToTime(Instant.parse(value), false, timeline);
        };
    }

    /** For people: {@code just before transaction 771 commits (timeline 1)}. */
    public String words() {
        String what = switch (kind) {
            case TRANSACTION -> "just before transaction " + value + " commits";
            case LSN -> "just before WAL position " + value;
            case TIME -> "just before the first commit at or after " + value;
        };
        return what + " (timeline " + timeline + ")";
    }
}
