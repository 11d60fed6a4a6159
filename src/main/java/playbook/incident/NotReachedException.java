package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * A server or a connection on the way to it does not answer, or has too much to do: the same question may be answered
 * soon.
 */
public class NotReachedException extends HintedException {

    public NotReachedException(String found, String hint, @Nullable Throwable cause) {
        super(found, hint, cause);
    }
}
