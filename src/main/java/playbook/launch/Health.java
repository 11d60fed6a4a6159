package playbook.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the application of a home says over HTTP. */
final class Health {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private Health() {}

    static boolean answers(HomeFolder home) {
        return get(home, "/actuator/health", "").isPresent();
    }

    /** The incidents that it has, as its auditor sees them: {@code INC-1, state running, phase freeze}. */
    static List<String> incidents(HomeFolder home) {
        String login = "arthur:" + home.password("arthur");
        return get(home, "/api/incidents", login).stream()
                .flatMap(body -> StreamSupport.stream(read(body).spliterator(), false))
                .map(incident -> incident.path("key").asText() + ", state "
                        + incident.path("state").asText() + ", phase "
                        + incident.path("phase").asText())
                .toList();
    }

    private static JsonNode read(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException("the playbook's list of incidents is no JSON: " + body, e);
        }
    }

    private static Optional<String> get(HomeFolder home, String path, String login) {
        if (home.port().isEmpty()) {
            return Optional.empty();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(home.url() + path)).timeout(PATIENCE);
        if (!login.isEmpty()) {
            byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the playbook", e);
        }
    }

    /** Whether no program listens there. */
    static boolean isFree(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return false;
        } catch (IOException nobody) {
            return true;
        }
    }
}
