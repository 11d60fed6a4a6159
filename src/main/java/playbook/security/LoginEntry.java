package playbook.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the record of logins, as auditors read it.
 *
 * @param firstAt time of the first of equal logins within an hour, UTC; {@code lastAt} is the time of the last one
 * @param way a {@link LoginAttempt.Way}; empty for a row about an ended wait
 * @param byWhom the person who ended a wait, null in all other rows
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

    /** The interface of the login, for people; empty for an ended wait. */
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
            case LIMITED -> "had to wait, password not checked";
            case UNLOCKED -> "the wait was ended" + (byWhom == null ? "" : " by " + byWhom);
        };
    }
}
