package playbook.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.RefusalFolds.Refusal;
import playbook.incident.Incident;
import playbook.incident.Target;

class RefusalFoldsTest {

    private static final Instant START = Instant.parse("2026-11-29T03:00:00Z");
    private static final Incident INCIDENT = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("p"), List.of("api"), true),
            START,
            "olivia",
            START);

    private final RefusalFolds folds = new RefusalFolds();

    private boolean refuse(String who, String step, String why, Instant at) {
        return folds.inFull(new Refusal(INCIDENT, step, who, why), at);
    }

    @Test
    void fifteenHundredRefusalsInAMinuteAreFiveRowsAndOneThatCountsTheOthers() {
        long inFull = java.util.stream.IntStream.range(0, 1500)
                .filter(i -> refuse("carl", "approve-recovery", "no " + i, START.plusMillis(i * 22L)))
                .count();

        assertThat(inFull).isEqualTo(5);
        assertThat(folds.over(START.plusSeconds(60))).isEmpty();
        assertThat(folds.over(START.plusSeconds(61)))
                .extracting(Refusal::why)
                .containsExactly("1495 further refusals of the same kind between 2026-11-29T03:00:00Z and"
                        + " 2026-11-29T03:00:32Z; the last: no 1499");
        assertThat(folds.over(START.plusSeconds(200))).isEmpty();
    }

    @Test
    void nobodyIsHiddenByAnothersRefusalsNorAtAnotherTask() {
        for (int i = 0; i < 100; i++) {
            refuse("carl", "approve-recovery", "no", START);
        }
        assertThat(refuse("maria", "approve-recovery", "no", START)).isTrue();
        assertThat(refuse("carl", "approve-resume", "no", START)).isTrue();
        assertThat(refuse("carl", "approve-recovery", "no", START)).isFalse();
    }

    @Test
    void afterTheMinuteARefusalStandsInFullAgain() {
        for (int i = 0; i < 5; i++) {
            refuse("carl", "approve-recovery", "no", START);
        }
        assertThat(folds.over(START.plusSeconds(61))).isEmpty();
        assertThat(refuse("carl", "approve-recovery", "no", START.plusSeconds(61)))
                .isTrue();
    }
}
