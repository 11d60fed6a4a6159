package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import playbook.evidence.Json;
import playbook.incident.Await;
import playbook.incident.HintedException;

/** The playbook's public HTTP API, as each of the practice users. */
final class Product {

    private static final ObjectMapper READER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String baseUrl;
    private final Path passwords;

    /** @param passwords folder with one file for each user */
    Product(String baseUrl, Path passwords) {
        this.baseUrl = baseUrl.replaceAll("/+$", "");
        this.passwords = passwords;
    }

    /** @throws IOException when the product does not answer; it may be stopping or starting */
    Reply get(String user, String path) throws IOException {
        return send(user, path, HttpRequest.newBuilder().GET());
    }

    /** @throws IOException when the product did not answer: the request may have been carried out all the same */
    Reply post(String user, String path, Object body) throws IOException {
        return send(
                user,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private Reply send(String user, String path, HttpRequest.Builder request) throws IOException {
        String password = Home.read(passwords.resolve(user)).strip();
        String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try {
            HttpResponse<String> response = client.send(
                    request.uri(URI.create(baseUrl + path))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Basic " + basic)
                            .header("Accept", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 502 || response.statusCode() == 503) {
                throw new IOException(path + " answered " + response.statusCode());
            }
            return new Reply(response.statusCode(), parse(response.body()), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode node = READER.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    static Map<String, Object> text(String value) {
        return Map.of("value", value, "type", "String");
    }

    static Map<String, Object> flag(boolean value) {
        return Map.of("value", value, "type", "Boolean");
    }

    /** @throws HintedException when the product is not ready within that time */
    static void awaitReady(String baseUrl, Duration patience) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create(baseUrl + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(question, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                Terminal.say("waiting for " + baseUrl + ": " + notYet);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + baseUrl, e);
            }
            Await.pause(Duration.ofSeconds(3));
        }
        throw new HintedException(
                baseUrl + " was not ready within " + patience.toMinutes() + " minutes",
                "its log tells why; a network policy may keep this job from it");
    }

    /** Stands where the product showed nothing. */
    static JsonNode nothing() {
        return MissingNode.getInstance();
    }

    /** A variable's value; a JSON value may come as text, which is parsed then. */
    static JsonNode value(JsonNode variables, String name) {
        JsonNode value = variables.path(name).path("value");
        return value.isTextual() && value.asText().matches("(?s)\\s*[\\[{].*") ? parse(value.asText()) : value;
    }

    /** @param text the body as it came */
    record Reply(int status, JsonNode body, String text) {

        boolean ok() {
            return status / 100 == 2;
        }

        /** The product's sentence, without the engine's words around it. */
        String message() {
            String message = body.path("message").asText(text);
            int said = message.indexOf("Message: '");
            if (said >= 0) {
                message =
                        message.substring(said + "Message: '".length()).strip().replaceAll("'$", "");
            } else if (message.contains("does not have one of the following permissions")) {
                message = "this user has no permission for it";
            }
            return message.length() > 600 ? message.substring(0, 600) + " …" : message;
        }
    }
}
