package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ErrorLinesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void withoutErrorsBeforeASingleOneIsTrouble() {
        assertThat(new ErrorLines("api", 1, MINUTE, 0).moreThanBefore()).isTrue();
        assertThat(new ErrorLines("api", 0, MINUTE, 0).moreThanBefore()).isFalse();
    }

    @Test
    void anApplicationThatAlwaysComplainsMayGoOn() {
        assertThat(new ErrorLines("api", 8, MINUTE, 120).moreThanBefore()).isFalse();
        assertThat(new ErrorLines("api", 9, MINUTE, 120).moreThanBefore()).isTrue();
    }

    @Test
    void inAFewSecondsChanceIsAllowedFor() {
        assertThat(new ErrorLines("api", 2, Duration.ofSeconds(5), 60).moreThanBefore())
                .isFalse();
        assertThat(new ErrorLines("api", 3, Duration.ofSeconds(5), 60).moreThanBefore())
                .isTrue();
    }
}
