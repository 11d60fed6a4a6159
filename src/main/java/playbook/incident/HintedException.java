package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can solve. The message says what was found, with values, then {@code HINT:} and what to do.
 */
public class HintedException extends RuntimeException {

    public HintedException(String found, String hint) {
        this(found, hint, null);
    }

    public HintedException(String found, String hint, @Nullable Throwable cause) {
        super(found + "\nHINT: " + hint, cause);
    }

    /** Of another kind, with the same text. */
    protected HintedException(HintedException other) {
        super(other.getMessage(), other);
    }
}
