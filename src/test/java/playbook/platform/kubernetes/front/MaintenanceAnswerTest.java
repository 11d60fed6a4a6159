package playbook.platform.kubernetes.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.platform.ClusterFrontPage.Proof;

/** Which answers are the maintenance page's. */
class MaintenanceAnswerTest {

    private static final Proof UNAVAILABLE = new Proof(null, 503);

    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        answer("/page", 503, "Retry-After", "600");
        answer("/crash", 503, "X-Other", "1");
        answer("/shop", 200, "Retry-After", "600");
        answer("/moved", 302, "Location", "/page");
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void a503WithoutRetryAfterIsACrashAndNoMaintenance() {
        assertThat(MaintenanceAnswer.differs(url("/page"), UNAVAILABLE)).isEmpty();
        assertThat(MaintenanceAnswer.differs(url("/crash"), UNAVAILABLE))
                .contains("GET " + url("/crash") + " answers 503 without Retry-After, not 503 with Retry-After");
        assertThat(MaintenanceAnswer.differs(url("/shop"), UNAVAILABLE))
                .contains("GET " + url("/shop") + " answers 200, not 503 with Retry-After");
        assertThat(MaintenanceAnswer.differs(url("/shop"), new Proof(null, 200)))
                .isEmpty();
    }

    @Test
    void aRedirectIsAnAnswerOfItsOwn() {
        assertThat(MaintenanceAnswer.differs(url("/moved"), UNAVAILABLE))
                .contains("GET " + url("/moved") + " answers 302, not 503 with Retry-After");
    }

    @Test
    void whatComesBackIsNeitherThePageNorSilence() {
        assertThat(MaintenanceAnswer.stillThere(url("/shop"), UNAVAILABLE)).isEmpty();
        assertThat(MaintenanceAnswer.stillThere(url("/page"), UNAVAILABLE))
                .contains("GET " + url("/page") + " answers 503 with Retry-After, as the maintenance page does");
        assertThat(MaintenanceAnswer.stillThere(URI.create("http://127.77.200.201:9/"), UNAVAILABLE))
                .hasValueSatisfying(problem -> assertThat(problem).contains("answers not at all ("));
    }

    @Test
    void thePathIsTheCustomersAndTheAddressMayBeOfIpv6() {
        assertThat(MaintenanceAnswer.at(
                        "fd00::7", 8080, new Proof(URI.create("https://shop.example.com/cart?x=1"), 503)))
                .hasToString("http://[fd00::7]:8080/cart");
        assertThat(MaintenanceAnswer.at("10.0.0.7", 80, UNAVAILABLE)).hasToString("http://10.0.0.7:80/");
    }

    private static void answer(String path, int status, String header, String value) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private static URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
