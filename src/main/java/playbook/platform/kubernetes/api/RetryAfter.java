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
 * Obeys an overloaded API server's Retry-After (status 429). A wait of some seconds is made by the caller; during a
 * longer one all requests fail at once with an explanation, because a step may not take so long.
 */
final class RetryAfter implements Interceptor {

    static final String NAME = "retry-after";
    static final int TOO_MUCH_TO_DO = 429;

    private static final int TRIES = 4;
    private static final long WAITED_FOR = Duration.ofSeconds(3).toNanos();
    /** The longest wait that is obeyed: a server that says an hour may be restarted before. */
    private static final long MOST = Duration.ofMinutes(1).toNanos();

    private final AtomicLong from = new AtomicLong(System.nanoTime());

    /** A request that is answered with 429 had no effect, so any request may be repeated. */
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
