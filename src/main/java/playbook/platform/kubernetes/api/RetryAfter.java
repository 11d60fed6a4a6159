package playbook.platform.kubernetes.api;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;

/**
 * An API server with too much to do says when to come again (429 with Retry-After). Some seconds are waited for by who asks;
 * for longer nobody asks at all, and who wants to is told, because a step may not take so long.
 */
final class RetryAfter implements Interceptor {

    static final String NAME = "retry-after";
    static final int TOO_MUCH_TO_DO = 429;

    private static final int TRIES = 4;
    private static final long WAITED_FOR = Duration.ofSeconds(3).toNanos();
    /** Believed at most: who says an hour may have been restarted since. */
    private static final long MOST = Duration.ofMinutes(1).toNanos();

    private final AtomicLong from = new AtomicLong(System.nanoTime());

    /** Nothing was done where the answer is 429, so everything may be asked again. */
    <T extends @Nullable Object> T ask(Supplier<T> question) {
        for (int times = 1; ; times++) {
            await();
            try {
                return question.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() != TOO_MUCH_TO_DO || times == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void await() {
        long left = from.get() - System.nanoTime();
        if (left > WAITED_FOR) {
            throw told(left);
        }
        if (left > 0) {
            Await.pause(Duration.ofNanos(left));
        }
    }

    /**
     * Before the client's own retries: in our test they did not wait as told when the header came in small letters, as
     * HTTP/2 writes it.
     */
    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
        if (response.code() != TOO_MUCH_TO_DO) {
            return CompletableFuture.completedFuture(false);
        }
        long wait = Math.min(MOST, Duration.ofSeconds(seconds(response)).toNanos());
        from.accumulateAndGet(System.nanoTime() + wait, (known, told) -> told - known > 0 ? told : known);
        return CompletableFuture.failedFuture(told(wait));
    }

    private static long seconds(HttpResponse<?> response) {
        return response.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .flatMap(header -> header.getValue().stream())
                .filter(value -> value.matches("[0-9]{1,6}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(1);
    }

    private static KubernetesClientException told(long left) {
        long seconds = (left + 999_999_999) / 1_000_000_000;
        return new KubernetesClientException(
                "it has too much to do and wants not to be asked for " + seconds + " s", TOO_MUCH_TO_DO, null);
    }
}
