package playbook.process.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Json;
import playbook.incident.Answer;
import playbook.incident.FailedStepOrder;

class GivenOrdersTest {

    private static final String KEY = "DL-2026-0007";
    private static final String STEP = "closeIncident";

    @Test
    void whoHadItTriedAgainDidNotSayHowToGoOnWithoutIt() {
        assertThat(ordered(STEP, Answer.TRY_AGAIN).givenFor(KEY, STEP)).isFalse();
        assertThat(ordered(STEP, Answer.BY_HAND).givenFor(KEY, STEP)).isTrue();
    }

    @Test
    void anOrderForAnotherStepOrInAnotherIncidentIsNoneForThisOne() {
        assertThat(ordered("mergeRows", Answer.BY_HAND).givenFor(KEY, STEP)).isFalse();
        assertThat(ordered(STEP, Answer.BY_HAND).givenFor("DL-2026-0008", STEP)).isFalse();
        assertThat(ordered(STEP, Answer.BY_HAND).given(KEY, STEP, Answer.BY_HAND.value()))
                .isTrue();
        assertThat(ordered(STEP, Answer.BY_HAND).given(KEY, STEP, Answer.TRY_AGAIN.value()))
                .isFalse();
    }

    private static GivenOrders ordered(String step, Answer answer) {
        Entry entry = new Entry(
                1,
                Kind.FOUND,
                "orderFailedStep",
                "FailedStepOrder",
                "",
                Json.write(new FailedStepOrder(step, "resume", answer.value(), "dave")),
                Instant.parse("2026-11-22T14:40:00Z"));
        return new GivenOrders(key -> key.equals(KEY) ? List.of(entry) : List.of());
    }
}
