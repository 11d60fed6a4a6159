package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;

/**
 * One replica of the practice range's application: health, login and profile over HTTP, and traffic of its own unless
 * it is in test mode. It goes on after its database was away.
 */
public final class Api {

    private static final String SOMEBODY = "drill@example.com";

    private final Map<String, String> environment;
    private final Map<String, String> logins = new ConcurrentHashMap<>();
    private final ApiDatabase database;
    private final Profiles profiles;

    private Api(Map<String, String> environment) {
        this.environment = environment;
        this.database = new ApiDatabase(environment);
        this.profiles = new Profiles(database);
    }

    public static void main(String[] arguments) throws IOException {
        new Api(System.getenv()).run();
    }

    private void run() throws IOException {
        Path folder = Path.of(environment.getOrDefault("REPLICA_DIR", "."));
        HttpServer server = HttpServer.create(listen(environment.get("LISTEN")), 16);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/health", exchange -> answer(exchange, this::health));
        server.createContext("/auth/login", exchange -> answer(exchange, () -> login(exchange)));
        server.createContext("/users/me", exchange -> answer(exchange, () -> me(exchange)));
        server.start();
        String address = "127.0.0.1:" + server.getAddress().getPort();
        Home.write(folder.resolve("address"), address + "\n");
        boolean test = Boolean.parseBoolean(environment.getOrDefault("TEST_MODE", "false"));
        log("INFO listening on " + address + (test ? ", test mode: no traffic of its own" : ""));
        if (test) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> log("INFO stopped")));
            return;
        }
        String replica = environment.getOrDefault("REPLICA_NAME", String.valueOf(folder.getFileName()));
        OracleLog oracle = new OracleLog(Path.of(environment.getOrDefault("ORACLE_DIR", "oracle")), replica);
        int rate = Integer.parseInt(environment.getOrDefault("TRAFFIC_RATE", "20"));
        new TrafficLoop(database, oracle, rate).start();
    }

    /** @param address {@code host:port}; null for this machine only, on a free port */
    static InetSocketAddress listen(@Nullable String address) {
        if (address == null) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** When the database does not answer, {@link #answer} replies with 503. */
    private Reply health() throws SQLException {
        profiles.of(SOMEBODY);
        return new Reply(200, Map.of("status", "UP"));
    }

    private Reply login(HttpExchange exchange) throws SQLException, IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Reply(405, Map.of("error", "POST only"));
        }
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readNBytes(10_000));
        String email = body.path("email").asText("");
        if (profiles.of(email).isEmpty()) {
            return new Reply(401, Map.of("error", "unknown user"));
        }
        String token = UUID.randomUUID().toString();
        logins.put(token, email);
        return new Reply(200, Map.of("token", token));
    }

    /** Without a token it shows the practice customer, so that a plain request can test this path. */
    private Reply me(HttpExchange exchange) throws SQLException {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return profile(SOMEBODY);
        }
        String email = logins.get(header.replaceFirst("^Bearer ", ""));
        return email == null ? new Reply(401, Map.of("error", "log in first")) : profile(email);
    }

    private Reply profile(String email) throws SQLException {
        return profiles.of(email)
                .map(profile -> new Reply(200, profile))
                .orElseGet(() -> new Reply(404, Map.of("error", "no such user")));
    }

    private static void answer(HttpExchange exchange, Handler handler) throws IOException {
        Reply reply;
        try {
            reply = handler.reply();
        } catch (SQLException | IOException e) {
            log("ERROR " + exchange.getRequestURI().getPath() + ": " + firstLine(e));
            reply = new Reply(503, Map.of("status", "DOWN"));
        }
        byte[] bytes = Json.write(reply.body()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static void log(String text) {
        System.out.println(Instant.now() + " " + text);
    }

    private record Reply(int status, Map<String, String> body) {}

    private interface Handler {
        Reply reply() throws SQLException, IOException;
    }
}
