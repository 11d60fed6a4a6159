package playbook.security;

import java.time.Duration;
import org.springframework.security.authentication.AccountStatusException;

/**
 * Refuses a login after too many wrong passwords, without checking its password; after the wait passwords are checked
 * again.
 */
final class LoginLimited extends AccountStatusException {

    private static final long serialVersionUID = 1;

    /** The wrong passwords for which the login must wait. */
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
        super(reason.sentence + " Try again in " + spoken(wait) + "; the password is checked then. Nothing is"
                + " locked for good. An administrator can end the wait in Admin (Users, the name, Unlock) or"
                + " on the server with"
                + " ./playbook unlock NAME.");
        this.reason = reason;
        this.wait = wait;
    }

    Reason reason() {
        return reason;
    }

    /** The wait in whole seconds, rounded up. */
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
