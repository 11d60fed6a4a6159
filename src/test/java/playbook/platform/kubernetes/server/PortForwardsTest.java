package playbook.platform.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import playbook.platform.ClusterRange;
import playbook.platform.ConfiguredTargets;
import playbook.platform.kubernetes.TestCluster;

class PortForwardsTest {

    private static final int DATABASE = 5432;

    @Test
    void aPortOfThisMachineLeadsToTheDatabasesPod() throws Exception {
        try (TestCluster test = new TestCluster()) {
            await().until(() -> test.cluster.running().contains("database/postgres-0"));
            HttpServer behind = serve(test.cluster.address("database/postgres-0"));
            int local = freePort();
            ConfiguredTargets targets = ClusterRange.targets(test.root, "playbook", local, true);
            PortForwards forwards = new PortForwards(targets, test.cluster.asked());
            try {
                forwards.afterPropertiesSet();
                forwards.keepDatabases();

                assertThat(answer(local)).isEqualTo("here");
                assertThat(answer(local)).isEqualTo("here");
            } finally {
                forwards.destroy();
                behind.stop(0);
            }
        }
    }

    /** Stands where the pod's server would listen. */
    private static HttpServer serve(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, DATABASE), 4);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("here".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String answer(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
