package playbook.security;

import java.time.Duration;
import org.springframework.security.authentication.AccountStatusException;

/** Too many wrong passwords: the password was not looked at, and is when the wait is over. */
final class LoginLimited extends AccountStatusException {

    private static final long serialVersionUID = 1;

    /** What is waited for. */
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

    /** Whole seconds, rounded up: who waits that long is heard. */
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
