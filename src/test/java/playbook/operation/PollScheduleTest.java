package playbook.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

    private static final long ROUND = Duration.ofMillis(500).toNanos();

    private final PollSchedule looks = new PollSchedule();

    @Test
    void workOfSecondsIsLookedAtInEveryRound() {
        assertThat(looksIn(Duration.ZERO, Duration.ofSeconds(10))).isEqualTo(20);
    }

    @Test
    void workOfAMinuteIsLookedAtEveryThreeSecondsAndOfAnHourEveryFive() {
        looksIn(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(looksIn(Duration.ofMinutes(1), Duration.ofSeconds(75))).isBetween(4, 5);
        assertThat(looksIn(Duration.ofSeconds(75), Duration.ofHours(1))).isBetween(685, 725);
    }

    @Test
    void whatIsWatchedAnewIsLookedAtInEveryRoundAgain() {
        looksIn(Duration.ZERO, Duration.ofHours(1));
        looks.only(List.of());
        assertThat(looksIn(Duration.ofHours(1), Duration.ofSeconds(3_610))).isEqualTo(20);
    }

    private int looksIn(Duration from, Duration to) {
        int seen = 0;
        for (long now = from.toNanos(); now < to.toNanos(); now += ROUND) {
            seen += looks.due("restore", now) ? 1 : 0;
        }
        return seen;
    }
}
