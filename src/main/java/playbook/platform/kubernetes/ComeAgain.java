package playbook.platform.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An API server with too much to do says when to come again (429 with Retry-After). Some seconds are waited for by who asks;
 * for longer nobody asks at all, and who wants to is told, because a step may not take so long.
 */
final class ComeAgain implements Interceptor {

    static final String NAME = "come-again";
    static final int TOO_MUCH_TO_DO = 429;

    private static final long WAITED_FOR = Duration.ofSeconds(3).toNanos();
    /** Believed at most: who says an hour may have been restarted since. */
    private static final long MOST = Duration.ofMinutes(1).toNanos();

    private final AtomicLong from = new AtomicLong(System.nanoTime());

    /** Waits until the server may be asked again. */
    void await() {
        long left = from.get() - System.nanoTime();
        if (left > WAITED_FOR) {
            throw told(left);
        }
        if (left > 0) {
            Until.pause(Duration.ofNanos(left));
        }
    }

    /** The client itself would wait however long it is told to, and four times so. */
    @Override
    public void after(
            HttpRequest request, HttpResponse<?> response, AsyncBody.@Nullable Consumer<List<ByteBuffer>> consumer) {
        String seconds = response.header("Retry-After");
        if (response.code() != TOO_MUCH_TO_DO || seconds == null || !seconds.matches("[0-9]{1,6}")) {
            return;
        }
        long wait = Math.min(MOST, Duration.ofSeconds(Long.parseLong(seconds)).toNanos());
        from.accumulateAndGet(System.nanoTime() + wait, (known, told) -> told - known > 0 ? told : known);
        if (wait > WAITED_FOR) {
            throw told(wait);
        }
    }

    private static KubernetesClientException told(long left) {
        long seconds = (left + 999_999_999) / 1_000_000_000;
        return new KubernetesClientException(
                "it has too much to do and wants not to be asked for " + seconds + " s", TOO_MUCH_TO_DO, null);
    }
}
