package playbook.platform.kubernetes.api;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** Waits as long as a short step may. */
public final class Until {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private Until() {}

    /** @param trouble what is not yet as it should be, empty when everything is */
    public static void noTrouble(Supplier<Optional<String>> trouble, String hint) {
        Optional<String> last = Await.until(Optional::isEmpty, PATIENCE, LOOK_AGAIN, trouble::get);
        if (last.isPresent()) {
            throw new HintedException(last.get() + ", " + PATIENCE.toSeconds() + " s after it was changed", hint);
        }
    }
}
