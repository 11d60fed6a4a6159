package playbook.platform.kubernetes.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import playbook.incident.HintedException;

/** Waits as long as a short step may. */
public final class Until {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private Until() {}

    /** @param trouble what is not yet as wished, empty when all is */
    public static void noTrouble(Supplier<Optional<String>> trouble, String hint) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> found = trouble.get();
        while (found.isPresent()) {
            if (System.nanoTime() > end) {
                throw new HintedException(found.get() + ", " + PATIENCE.toSeconds() + " s after it was changed", hint);
            }
            pause(LOOK_AGAIN);
            found = trouble.get();
        }
    }

    public static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", e);
        }
    }
}
