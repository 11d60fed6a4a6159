package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.UndoResult;

/** A merge and its undoing are proved by what they left in the database, whatever their job says. */
class MergeProofIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final MergeRows merge = new MergeRows(record);
    private final UndoMerge undo = new UndoMerge(record);
    private RowRecovery recovery;
    private Incident incident;
    private RecoveryPlan plan;

    @BeforeEach
    void tenRowsAreGone() {
        recovery = new RowRecovery();
        recovery.tables("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 100)");
        recovery.destroys("DELETE FROM t WHERE id > 90");
        incident = new Incident(
                RowRecovery.INCIDENT, recovery.patient.server.target(), Instant.now(), "olivia", Instant.now());
        plan = record.kept(incident, recovery.plan());
    }

    @AfterEach
    void nothingStays() {
        recovery.close();
    }

    @Test
    void aMergeIsProvedByItsMarkInTheDatabase() {
        MergeResult done = recovery.merge(plan);
        assertThat(merge.prove(incident, done)).isEqualTo(done);

        MergeResult found = recovery.merge(plan);
        assertThat(found.found()).isTrue();
        assertThat(merge.prove(incident, found)).isEqualTo(found);
    }

    @Test
    void aJobThatMergedNothingIsNotBelieved() {
        MergeResult claimed =
                new MergeResult(plan.hash(), "playbook_rescue_dl_2026_0001", List.of(), Instant.EPOCH, false);

        assertThatThrownBy(() -> merge.prove(incident, claimed))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith(
                        "about the plan " + plan.hash() + " the database itself says nothing: it was not"
                                + " committed there.\nHINT: the database is right, not the job");
    }

    @Test
    void aJobThatClaimsMoreRowsThanItMergedIsNotBelieved() {
        MergeResult done = recovery.merge(plan);
        MergeResult.Merged table = done.tables().get(0);
        MergeResult more = new MergeResult(
                done.planHash(),
                done.rescueSchema(),
                List.of(new MergeResult.Merged(
                        table.table(), table.oid(), table.inserted() + 1, table.updated(), table.removed())),
                done.at(),
                false);
        MergeResult another = new MergeResult("0".repeat(64), done.rescueSchema(), done.tables(), done.at(), false);

        assertThat(table.inserted()).isEqualTo(10);
        assertThatThrownBy(() -> merge.prove(incident, more))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("inserted=10", "the job says", "inserted=11");
        assertThatThrownBy(() -> merge.prove(incident, another))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("the job says");
    }

    @Test
    void aPlanThatWasNotTheMergedOneIsNotProved() {
        MergeResult done = recovery.merge(plan);
        record.found(incident, "planRecovery", plan.withHash("0".repeat(64)));

        assertThatThrownBy(() -> merge.prove(incident, done))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("about the plan " + "0".repeat(64) + " the database itself says nothing:"
                        + " it was not committed there");
    }

    @Test
    void anUndoneMergeIsProvedByItsMarkAndTheMergeNoLonger() {
        MergeResult done = recovery.merge(plan);
        UndoResult undone = recovery.undo(plan);

        assertThat(undo.prove(incident, undone)).isEqualTo(undone);
        assertThat(undo.prove(incident, recovery.undo(plan))).isEqualTo(undone);
        assertThatThrownBy(() -> merge.prove(incident, done))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("says that it was undone: [Undone");
    }

    @Test
    void aJobThatUndidNothingOrClaimsMoreIsNotBelieved() {
        recovery.merge(plan);
        UndoResult early = new UndoResult(plan.hash(), List.of());
        assertThatThrownBy(() -> undo.prove(incident, early))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("the database itself says that it was merged at ", "and not undone");

        UndoResult undone = recovery.undo(plan);
        UndoResult.Undone table = undone.tables().get(0);
        UndoResult more = new UndoResult(
                undone.planHash(),
                List.of(new UndoResult.Undone(
                        table.table(), table.oid(), table.removed() + 5, table.restored(), table.changedSince())));
        assertThatThrownBy(() -> undo.prove(incident, more))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("removed=10", "the job says", "removed=15");
    }

    @Test
    void whatAnotherClusterSaysProvesNothing() {
        MergeResult done = recovery.merge(plan);
        record.found(incident, "planRecovery", ofAnotherCluster(plan));

        assertThatThrownBy(() -> merge.prove(incident, done))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("the plan was made for the cluster 4711, this one is");
    }

    private static RecoveryPlan ofAnotherCluster(RecoveryPlan plan) {
        return Json.read(Json.write(plan).replace(plan.systemIdentifier(), "4711"), RecoveryPlan.class);
    }
}
