package playbook.incident;

import org.jspecify.annotations.Nullable;

/** A server, or a connection to it, does not answer or is overloaded; the same request may succeed soon. */
public class NotReachedException extends HintedException {

    public NotReachedException(String found, String hint, @Nullable Throwable cause) {
        super(found, hint, cause);
    }
}
