package playbook.validate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import playbook.incident.Await;
import playbook.platform.TargetChecks.CriticalPath;

/** Requests to one replica of the application, judged by the status of their answers. */
final class ApplicationRequests {

    private static final Duration HTTP = Duration.ofSeconds(3);
    private static final Duration WARMING_UP = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int SHOWN = 500;

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(HTTP).build();

    ApplicationRequests(URI address) {
        this.address = address;
    }

    /** Requests a path until it passes or the warm-up time is over, since the first answers after a start are slow. */
    Verdict whenWarm(CriticalPath path) {
        return Await.until(Verdict::passed, WARMING_UP, BETWEEN_LOOKS, () -> send(path));
    }

    Verdict send(CriticalPath path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path.path())).timeout(HTTP);
        if (path.body().isEmpty()) {
            request.method(path.method(), BodyPublishers.noBody());
        } else {
            request.method(path.method(), BodyPublishers.ofString(path.body()))
                    .header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String found = "status " + response.statusCode() + ", expected " + path.expectedStatus();
            // An answer may contain customers' data: only an unexpected answer is kept, and only its end.
            return response.statusCode() == path.expectedStatus()
                    ? Verdict.passed(found)
                    : Verdict.failed(found + ": " + end(response.body()));
        } catch (IOException e) {
            return Verdict.failed("no answer from " + address.resolve(path.path()) + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while testing the application", e);
        }
    }

    /** The end of a text that may be long. */
    static String end(String text) {
        String stripped = text.strip();
        return stripped.length() <= SHOWN ? stripped : "…" + stripped.substring(stripped.length() - SHOWN);
    }
}
