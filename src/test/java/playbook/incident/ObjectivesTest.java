package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is beyond an agreement is said with both figures; what nobody measured is not taken for kept. */
class ObjectivesTest {

    private static final Objectives AGREED = new Objectives(Duration.ofMinutes(30), Duration.ofMinutes(15));

    @Test
    void whatKeepsThemSaysNothing() {
        assertThat(AGREED.beyond(Duration.ofMinutes(30), Duration.ofMinutes(15)))
                .isEmpty();
        assertThat(Objectives.NONE.beyond(null, null)).isEmpty();
        assertThat(Objectives.NONE.beyond(Duration.ofDays(9), Duration.ofDays(9)))
                .isEmpty();
    }

    @Test
    void whatIsBeyondThemSaysByHowMuch() {
        assertThat(AGREED.beyond(Duration.ofMinutes(45), Duration.ofMinutes(123)))
                .containsExactly(
                        "It ends about 45 min 00 s after the report; agreed is a recovery within 30 min 00 s.",
                        "It gives up the writes of 2 h 03 min; agreed are at most 15 min 00 s.");
        assertThat(new Objectives(null, Duration.ofMinutes(1)).beyond(null, Duration.ofMinutes(2)))
                .hasSize(1);
    }

    @Test
    void whatNobodyKnowsIsNotTakenForKept() {
        assertThat(AGREED.beyond(null, null))
                .containsExactly(
                        "How long it takes was never measured here; agreed is a recovery within 30 min 00 s.",
                        "Of how long a time it gives up the writes is not known; agreed are at most 15 min 00 s.");
    }
}
