package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Behind a proxy, when the configuration says so, the client's address counts and not the proxy's. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"h2", "practice"})
class ForwardedAddressTest {

    private static final String PROXY = "127.0.0.1";

    @TempDir
    static Path passwords;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:forwarded;DB_CLOSE_DELAY=-1");
        properties.add("server.forward-headers-strategy", () -> "native");
    }

    @LocalServerPort
    int port;

    @Autowired
    LoginRecord record;

    @Test
    void theLastAddressThatTheProxyWroteCountsWhateverTheClientWroteBeforeIt() throws Exception {
        var login = new RawLogin(port);
        for (int i = 0; i < 6; i++) {
            login.basic(
                    PROXY, "/api/incidents", "olivia", "wrong", "X-Forwarded-For: 198.51.100." + i + ", 203.0.113.7");
        }

        assertThat(guess(login, "198.51.100.9, 203.0.113.7")).isEqualTo(429);
        assertThat(guess(login, "203.0.113.8")).isEqualTo(401);
        assertThat(record.newest(10)).extracting(LoginEntry::address).contains("203.0.113.7", "203.0.113.8");
    }

    private static int guess(RawLogin login, String forwarded) throws java.io.IOException {
        return login.basic(PROXY, "/api/incidents", "olivia", "wrong", "X-Forwarded-For: " + forwarded)
                .status();
    }
}
