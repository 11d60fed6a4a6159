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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;

/**
 * One replica of the practice range's application: health, login and profile over HTTP, and traffic of its own. It lives
 * through a database that goes away and comes back.
 */
public final class Api {

    private static final String SOMEBODY = "drill@example.com";

    private final Map<String, String> environment;
    private final Map<String, String> logins = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private @Nullable Connection answering;

    private Api(Map<String, String> environment) {
        this.environment = environment;
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
        Thread loop = new Thread(() -> loop(oracle), "traffic");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(loop, oracle)));
        loop.start();
    }

    /** @param address {@code host:port}; null for this machine only, on a free port */
    static InetSocketAddress listen(@Nullable String address) {
        if (address == null) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Lets the running transaction end, so that a stop leaves no write of unknown fate. */
    private void stop(Thread loop, OracleLog oracle) {
        stopping = true;
        try {
            loop.join(3_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        oracle.force();
        log("INFO stopped");
    }

    private void loop(OracleLog oracle) {
        Traffic traffic = new Traffic(oracle);
        long pace = 1_000_000_000L / Math.max(1, Integer.parseInt(environment.getOrDefault("TRAFFIC_RATE", "20")));
        long patience = 200;
        while (!stopping) {
            try (Connection connection = connect()) {
                connection.setAutoCommit(false);
                log("INFO connected to the database");
                patience = 200;
                write(traffic, connection, oracle, pace);
            } catch (SQLException e) {
                log("ERROR database: " + firstLine(e) + "; next try in " + patience + " ms");
                oracle.force();
                Processes.pause(patience);
                patience = Math.min(2_000, patience * 2);
            }
        }
    }

    private void write(Traffic traffic, Connection connection, OracleLog oracle, long pace) throws SQLException {
        long next = System.nanoTime();
        long forced = next;
        while (!stopping) {
            try {
                traffic.once(connection);
            } catch (SQLException e) {
                if (connection.isClosed() || !connection.isValid(2)) {
                    throw e;
                }
                log("ERROR write failed: " + firstLine(e));
                connection.rollback();
            }
            long now = System.nanoTime();
            if (now - forced > 200_000_000L) {
                oracle.force();
                forced = now;
            }
            // Behind its pace it does not catch up: that would be a storm just when the database is slow.
            next = Math.max(next + pace, now);
            Processes.pause((next - now) / 1_000_000);
        }
    }

    private Connection connect() throws SQLException {
        return Sql.open(
                environment.getOrDefault("PGHOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PGPORT", "5432")),
                environment.getOrDefault("PGDATABASE", Home.DATABASE),
                environment.getOrDefault("PGUSER", "api"),
                Path.of(environment.getOrDefault("PGPASSFILE", "pgpass")),
                15);
    }

    private Reply health() throws SQLException {
        return profile(SOMEBODY).status() == 500
                ? new Reply(503, Map.of("status", "DOWN"))
                : new Reply(200, Map.of("status", "UP"));
    }

    private Reply login(HttpExchange exchange) throws SQLException, IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Reply(405, Map.of("error", "POST only"));
        }
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readNBytes(10_000));
        String email = body.path("email").asText("");
        Reply profile = profile(email);
        if (profile.status() != 200) {
            return new Reply(401, Map.of("error", "unknown user"));
        }
        String token = java.util.UUID.randomUUID().toString();
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

    private synchronized Reply profile(String email) throws SQLException {
        Connection connection = answering;
        if (connection == null || connection.isClosed()) {
            connection = connect();
            answering = connection;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT u.full_name, u.status::text FROM public.users AS u WHERE pg_catalog.lower(u.email) ="
                        + " pg_catalog.lower(?)")) {
            statement.setString(1, email);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Reply(200, Map.of("name", row.getString(1), "status", row.getString(2)))
                        : new Reply(404, Map.of("error", "no such user"));
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
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

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void log(String text) {
        System.out.println(Instant.now() + " " + text);
    }

    private record Reply(int status, Map<String, String> body) {}

    private interface Handler {
        Reply reply() throws SQLException, IOException;
    }
}
