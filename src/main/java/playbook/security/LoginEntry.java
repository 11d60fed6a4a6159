package playbook.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the record of logins, as auditors read it.
 *
 * @param firstAt of equal logins within an hour, UTC; {@code lastAt} the last of them
 * @param way a {@link LoginAttempt.Way}; empty when a wait was ended
 * @param byWhom who ended a wait, null in all other rows
 */
record LoginEntry(
        Instant firstAt,
        Instant lastAt,
        String account,
        String address,
        String way,
        Outcome outcome,
        long tries,
        @Nullable String byWhom) {

    enum Outcome {
        SUCCESS,
        FAILURE,
        LIMITED,
        UNLOCKED
    }

    /** Where the login came in, for people; empty when a wait was ended. */
    public String door() {
        return way.isEmpty() ? "" : spoken(LoginAttempt.Way.valueOf(way));
    }

    private static String spoken(LoginAttempt.Way way) {
        return switch (way) {
            case FORM -> "login page";
            case API -> "the playbook's interface";
            case ENGINE -> "the engine's interface";
            case PAGES -> "a page that asked again";
        };
    }

    /** How the login ended, for people. */
    public String ending() {
        return switch (outcome) {
            case SUCCESS -> "logged in";
            case FAILURE -> "wrong name or password";
            case LIMITED -> "had to wait, was not heard";
            case UNLOCKED -> "the wait was ended" + (byWhom == null ? "" : " by " + byWhom);
        };
    }
}
