package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import playbook.evidence.InMemoryRecord;
import playbook.evidence.Json;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.StopPoint;
import playbook.postgres.TestServer;

/** A plan is shown to the approver only when it is one for the server and the tables as they are now. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PlanProofIT {

    private static final StopPoint STOP = new StopPoint(StopPoint.Kind.LSN, "0/3000000", 1);

    private final InMemoryRecord record = new InMemoryRecord();
    private final PlanRecovery planRecovery = new PlanRecovery(record);
    private final PlanCutOver planCutOver = new PlanCutOver(new Stops(record), record);
    private RowRecovery recovery;
    private Incident incident;
    private RecoveryPlan plan;

    @BeforeAll
    void tenRowsAreGone() {
        recovery = new RowRecovery();
        recovery.tables("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 100)");
        recovery.destroys("DELETE FROM t WHERE id > 90");
        incident = new Incident(
                RowRecovery.INCIDENT, recovery.patient.server.target(), Instant.now(), "olivia", Instant.now());
        record.found(incident, "compareRows", recovery.difference);
        record.found(incident, "findCulprit", recovery.culprit);
        record.found(incident, "chooseStop", STOP);
        plan = recovery.plan();
    }

    @AfterAll
    void nothingStays() {
        recovery.close();
    }

    @Test
    void aPlanForTheseTablesIsProvedAndLeavesNothingBehind() {
        assertThat(planRecovery.prove(incident, plan)).isEqualTo(plan);
        assertThat(recovery.query("SELECT to_regnamespace('playbook_rescue_dl_2026_0001')"))
                .isEmpty();
    }

    @Test
    void aPlanWhoseFiguresAreNotThoseOfItsHashIsNotProved() {
        RecoveryPlan forged = changed(plan, json -> json.replace("\"toInsert\":10", "\"toInsert\":11"));

        assertThat(forged).isNotEqualTo(plan);
        assertThatThrownBy(() -> planRecovery.prove(incident, forged))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the plan says that it is " + plan.hash() + ", its content is ");
    }

    @Test
    void aPlanForOtherStatementsThanTheTablesAskForIsNotProved() {
        RecoveryPlan other = hashed(changed(plan, json -> json.replace(plan.statementsSha256(), "0".repeat(64))));

        assertThatThrownBy(() -> planRecovery.prove(incident, other))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the merge would now run other statements than the plan");
    }

    @Test
    void aPlanForAnotherClusterIsNotProved() {
        RecoveryPlan other = hashed(changed(plan, json -> json.replace(plan.systemIdentifier(), "4711")));

        assertThatThrownBy(() -> planRecovery.prove(incident, other))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the plan was made for the cluster 4711, this one is");
    }

    @Test
    void rowsThatWereReadOrComparedWithoutATableOfTheCulpritAreNotProved() {
        ReadBefore read = new ReadBefore(record);
        CompareRows compare = new CompareRows(record);
        String table = recovery.query("SELECT 't'::regclass::oid");

        assertThat(read.prove(incident, recovery.rowsBefore)).isEqualTo(recovery.rowsBefore);
        assertThat(compare.prove(incident, recovery.difference)).isEqualTo(recovery.difference);
        assertThatThrownBy(() -> read.prove(incident, new RowsBefore(List.of(), null)))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the tables with the OIDs [" + table + "] were not read");
        assertThatThrownBy(() -> compare.prove(incident, new RowDifference(List.of())))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the tables with the OIDs [" + table + "] were not compared");
    }

    @Test
    void aCutOverPlanIsForThisServerInItsPlaceAndForTheChosenStop() {
        String identifier = recovery.patient.identifier();
        String data = recovery.patient.server.data().toString();
        CutOverPlan right = cutOver(identifier, data, STOP);

        assertThat(planCutOver.prove(incident, right)).isEqualTo(right);
        for (CutOverPlan wrong : List.of(
                cutOver("4711", data, STOP),
                cutOver(identifier, data + "-other", STOP),
                cutOver(identifier, data, new StopPoint(StopPoint.Kind.LSN, "0/2000000", 1)),
                right.withHash("0".repeat(64)))) {
            assertThatThrownBy(() -> planCutOver.prove(incident, wrong))
                    .as("%s", wrong)
                    .isInstanceOf(HintedException.class)
                    .hasMessageStartingWith("the plan " + wrong.hash() + " was made for the stop ");
        }
    }

    private static RecoveryPlan changed(RecoveryPlan plan, UnaryOperator<String> change) {
        return Json.read(change.apply(Json.write(plan)), RecoveryPlan.class);
    }

    private static RecoveryPlan hashed(RecoveryPlan plan) {
        return plan.withHash(PlanRecoveryTask.hash(plan));
    }

    private static CutOverPlan cutOver(String identifier, String data, StopPoint stop) {
        CutOverPlan plan = new CutOverPlan(
                RowRecovery.INCIDENT,
                identifier,
                TestServer.DATABASE,
                data,
                stop,
                "b1",
                new Lsn(1),
                0,
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH,
                "");
        return plan.withHash(PlanCutOverTask.hash(plan));
    }
}
