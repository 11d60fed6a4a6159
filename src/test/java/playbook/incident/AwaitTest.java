package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void whatIsThereAtOnceIsNotWaitedFor() {
        assertThat(Await.until(seen -> seen == 1, LONG, LONG, looks::incrementAndGet))
                .isEqualTo(1);
    }

    @Test
    void itLooksUntilItSeesWhatIsWished() {
        assertThat(Await.until(seen -> seen == 5, LONG, SHORT, looks::incrementAndGet))
                .isEqualTo(5);
    }

    @Test
    void whenTheTimeIsOverItTellsWhatWasSeenLast() {
        assertThat(Await.until(seen -> false, Duration.ZERO, LONG, looks::incrementAndGet))
                .isEqualTo(1);
        assertThat(Await.until(seen -> false, Duration.ofMillis(20), SHORT, looks::incrementAndGet))
                .isEqualTo(looks.get())
                .isGreaterThan(2);
    }

    @Test
    void aLookThatFailsEndsTheWait() {
        assertThatThrownBy(() -> Await.until(seen -> false, LONG, SHORT, () -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void whoIsInterruptedStaysSo() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Await.pause(LONG)).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
