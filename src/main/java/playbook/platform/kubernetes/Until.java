package playbook.platform.kubernetes;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import playbook.incident.HintedException;

/** Waits as long as a short step may. */
final class Until {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Until() {}

    /** @param trouble what is not yet as wished, empty when all is */
    static void noTrouble(Supplier<Optional<String>> trouble, String hint) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> found = trouble.get();
        while (found.isPresent()) {
            if (System.nanoTime() > end) {
                throw new HintedException(found.get() + ", " + PATIENCE.toSeconds() + " s after it was changed", hint);
            }
            pause();
            found = trouble.get();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a change takes effect", e);
        }
    }
}
