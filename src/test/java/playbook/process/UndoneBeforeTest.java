package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.evidence.Recovered;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.process.ProcessTestConfiguration.World;

/** A second response after one that gave rows back: the same transaction is no answer to what is missing now. */
class UndoneBeforeTest extends ProcessTest {

    private static final Instant AT = Instant.parse("2026-11-20T09:15:00Z");

    private void undone(Culprit culprit) {
        world.recovered.add(new Recovered("DL-2026-0007", culprit, AT, 0));
    }

    private void toQuestion() {
        Map<String, Object> first = Map.of(
                "culprit", World.culprit(771), "note", "undone by DL-2026-0007", "harmless", true, "undone", true);
        world.findings.put("findCulprit", Map.of("suspects", List.of(Map.of("culprit", World.culprit(790)), first)));
        report();
        runOn();
    }

    private void refused(Map<String, Object> answer) {
        assertThatThrownBy(() -> answer("confirm-loss", "dora", "dba", answer))
                .hasMessageContaining("what transaction 771 destroyed is not what is missing now: DL-2026-0007 gave it"
                        + " back at 2026-11-20 09:15:00 UTC\nHINT: choose another one of the list, or that it is none of"
                        + " these, with the time when all was still there.");
        identities.clearAuthentication();
        waiting("confirm-loss");
        assertThat(world.evidence).as("its rows are told as lost nowhere").doesNotContainKey(Culprit.class);
    }

    @Test
    void itIsRefusedAloneAndAmongSeveralAndNotOffered() {
        undone(World.culprit(771));
        toQuestion();
        assertThat(shown("confirm-loss", "suspectChoices")).contains("790").doesNotContain("771", "Several of these");
        assertThat(shown("confirm-loss", "suspectList")).doesNotContain("771");
        assertThat(shown("confirm-loss", "suspects"))
                .contains("undone by DL-2026-0007", "nothing: what it took was given back");
        refused(Map.of("lossDecision", "loss", "culpritXid", "771"));
        refused(Map.of("lossDecision", "loss", "culpritXid", "several", "culpritXids", "[\"790\",\"771\"]"));
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "790"));
        waiting("choose-strategy");
    }

    /** What was left out of the first recovery can only come back when its transaction may be named again. */
    @Test
    void oneWhoseRowsDidNotAllComeBackMayBeChosenAgain() {
        world.recovered.add(new Recovered("DL-2026-0007", World.culprit(771), AT, 1));
        toQuestion();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        waiting("choose-strategy");
    }

    @Test
    void aSeriesOfWhichOneCommitWasUndoneMayStillBeChosen() {
        undone(World.culprit(771));
        Culprit later = new Culprit(
                772,
                List.of(),
                Lsn.parse("0/16B4028"),
                Lsn.parse("0/16B5000"),
                Lsn.parse("0/16B5028"),
                1,
                AT,
                World.culprit(772).tables());
        Culprit series = Culprit.together(List.of(World.culprit(771), later));
        world.findings.put("findCulprit", Map.of("suspects", List.of(Map.of("culprit", series))));
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        waiting("choose-strategy");
    }
}
