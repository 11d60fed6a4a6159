package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.Sha256;
import playbook.incident.StrategyChoice;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.TestEvidence;

/** What the plan's worker is told, and what the plan's digest covers. */
class PlanRecoveryTest {

    private static final Target NOA =
            new Target("noa", "noa", "127.0.0.1", 5433, "noa_db", "recovery", Path.of("pgpass"), List.of("api"), true);
    private static final List<RowKey> NAMED = List.of(new RowKey(new TableName("public", "users"), "7"));

    private final TestEvidence evidence = new TestEvidence();
    private final Incident incident = new Incident("DL-2026-0001", NOA, Instant.EPOCH, "olga", Instant.EPOCH);

    private PlanRecoveryTask.Input told(Object choice) {
        Culprit culprit = new Culprit(771, List.of(), Lsn.ZERO, Lsn.ZERO, Lsn.ZERO, 1, Instant.EPOCH, List.of());
        evidence.found(incident, "confirm-loss", culprit);
        evidence.found(incident, "compareRows", new RowDifference(List.of()));
        evidence.found(incident, "choose-strategy", choice);
        return Json.read(new PlanRecovery(evidence).job(incident, "plan").input(), PlanRecoveryTask.Input.class);
    }

    @Test
    void theWorkerIsToldTheWishesOfTheNewestChoice() {
        assertThat(told(new StrategyChoice("row-recovery", "", "dora", true, NAMED)))
                .extracting(PlanRecoveryTask.Input::keepAdded, PlanRecoveryTask.Input::leftOut)
                .containsExactly(true, NAMED);
        assertThat(told(new StrategyChoice("row-recovery", "", "dora")))
                .extracting(PlanRecoveryTask.Input::keepAdded, PlanRecoveryTask.Input::leftOut)
                .containsExactly(false, List.of());
    }

    @Test
    void aChoiceOfAFormerVersionHasNoWishes() {
        StrategyChoice former = Json.read(
                "{\"strategy\": \"row-recovery\", \"reason\": \"\", \"chosenBy\": \"dora\"}", StrategyChoice.class);
        assertThat(former).isEqualTo(new StrategyChoice("row-recovery", "", "dora"));
    }

    @Test
    void eachWishChangesTheDigestAndAPlanWithoutAnyKeepsTheOneItHad() {
        assertThat(PlanRecoveryTask.hash(plan(false, NAMED)))
                .isNotEqualTo(PlanRecoveryTask.hash(plan(false, List.of())));
        assertThat(PlanRecoveryTask.hash(plan(true, List.of())))
                .isNotEqualTo(PlanRecoveryTask.hash(plan(false, List.of())));
        String former = Json.write(plan(false, List.of())).replace(",\"leftOut\":[]", "");
        assertThat(former).doesNotContain("leftOut").contains("\"keepAdded\":false");
        assertThat(PlanRecoveryTask.hash(plan(false, List.of()))).isEqualTo(Sha256.of(former));
    }

    private static RecoveryPlan plan(boolean keepAdded, List<RowKey> leftOut) {
        return new RecoveryPlan(
                "row-recovery",
                "DL-2026-0001",
                "7",
                "noa_db",
                771,
                Lsn.ZERO,
                1,
                List.of(),
                List.of(),
                "statements",
                "",
                keepAdded,
                leftOut);
    }
}
