package playbook.incident;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for a condition that others bring about, by looking again and again with a pause in between. */
public final class Await {

    private Await() {}

    /** One look. */
    public interface Look<T, E extends Exception> {
        T look() throws E;
    }

    /**
     * Looks at once and then repeatedly, until the condition holds or the time is over.
     *
     * @return the result of the last look, whether or not the condition holds
     * @throws IllegalStateException when the thread is interrupted
     */
    public static <T, E extends Exception> T until(
            Predicate<? super T> wished, Duration patience, Duration between, Look<T, E> look) throws E {
        long end = System.nanoTime() + patience.toNanos();
        T seen = look.look();
        while (!wished.test(seen) && System.nanoTime() < end) {
            pause(between);
            seen = look.look();
        }
        return seen;
    }

    /** @throws IllegalStateException when the thread is interrupted */
    public static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
