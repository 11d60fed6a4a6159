package playbook.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import playbook.incident.Await;

/**
 * Notices Ctrl-C, SIGTERM and a closed terminal. The verb at work is told at its next wait and stops what it started; the
 * process ends after that. While it stops things it is not told again.
 */
final class Stopping {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile boolean tidying;

    /** From now on the end of this process waits for {@link #ended}. */
    void listen(PrintStream out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(out), "stopping"));
    }

    private void await(PrintStream out) {
        if (ended.getCount() == 0) {
            return;
        }
        out.println("\nInterrupted: stopping everything that was started ...");
        asked = true;
        try {
            if (!ended.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                out.println("Not everything was stopped within " + LONGEST.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean asked() {
        return asked && !tidying;
    }

    /** @throws AskedToStop when this process is to end */
    void check() {
        if (asked()) {
            throw new AskedToStop();
        }
    }

    /** @throws AskedToStop as {@link #check} */
    void pause(Duration duration) {
        check();
        Await.pause(duration);
        check();
    }

    /** Runs to its end, whoever asks meanwhile. */
    void tidy(Runnable work) {
        tidying = true;
        try {
            work.run();
        } finally {
            tidying = false;
        }
    }

    /** @return whether this process is ending already, so that nobody may call for its exit */
    boolean ended() {
        ended.countDown();
        return asked;
    }

    /** This process was asked to end. */
    static final class AskedToStop extends RuntimeException {
        AskedToStop() {
            super("asked to stop");
        }
    }
}
