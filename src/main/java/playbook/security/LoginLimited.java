package playbook.security;

import java.time.Duration;
import org.springframework.security.authentication.AccountStatusException;

/**
 * Refuses a login after too many wrong passwords: its password was not looked at, and will be when the wait is over.
 */
final class LoginLimited extends AccountStatusException {

    private static final long serialVersionUID = 1;

    /** Whose wrong passwords make the login wait. */
    enum Reason {
        NAME_FROM_ADDRESS("Too many wrong passwords for this name from your address."),
        ADDRESS("Too many wrong tries from your address."),
        NAME("This name is being tried from many places, so after a wrong try each place waits.");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }

    private final Reason reason;
    private final Duration wait;

    LoginLimited(Reason reason, Duration wait) {
        super(reason.sentence + " Try again in " + spoken(wait)
                + "; the same password is heard then. Nothing is locked for"
                + " good. An administrator can end the wait in Admin (Users, the name, Unlock) or on the server with"
                + " ./playbook unlock NAME.");
        this.reason = reason;
        this.wait = wait;
    }

    Reason reason() {
        return reason;
    }

    /** The wait in whole seconds, rounded up: after it the login is heard. */
    long seconds() {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }

    private static String spoken(Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        if (seconds < 120) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        return (seconds + 59) / 60 + " minutes";
    }
}
