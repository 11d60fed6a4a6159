package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A server that was restarted, or is another pod, or lies in another folder, is not the one that was seen before. */
class ServerSeenTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final ServerSeen SEEN = new ServerSeen(NOON, "10.0.0.7", "/data", null);

    @Test
    void eachOfTheThreeMakesItAnother() {
        assertThat(SEEN.sameAs(new ServerSeen(NOON, "10.0.0.7", "/data", "started earlier")))
                .isTrue();
        assertThat(SEEN.sameAs(new ServerSeen(NOON.plusSeconds(1), "10.0.0.7", "/data", null)))
                .isFalse();
        assertThat(SEEN.sameAs(new ServerSeen(NOON, "10.0.0.8", "/data", null))).isFalse();
        assertThat(SEEN.sameAs(new ServerSeen(NOON, "10.0.0.7", "/restored", null)))
                .isFalse();
    }

    @Test
    void whatWasSeenBeforeIsToldInWords() {
        ServerSeen later = new ServerSeen(NOON.plusSeconds(60), "10.0.0.8", "/restored", null);

        assertThat(later.after(SEEN))
                .isEqualTo(new ServerSeen(
                        NOON.plusSeconds(60),
                        "10.0.0.8",
                        "/restored",
                        "started at 2026-01-02T12:00:00Z at 10.0.0.7 in /data"));
    }
}
