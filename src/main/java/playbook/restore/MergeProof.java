package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import playbook.incident.HintedException;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.Target;
import playbook.incident.UndoResult;
import playbook.postgres.Connections;

/** Verifies a merge or its undoing by the mark in the live database, which was committed together with the rows. */
final class MergeProof {

    private MergeProof() {}

    /**
     * @throws HintedException when the plan's mark is missing, says that the merge was undone, or has other row counts
     *     than the job's result
     */
    static void merged(Target target, RecoveryPlan plan, MergeResult claimed) {
        MergeMark.Marked mark = mark(target, plan);
        mark.undone().ifPresent(undone -> {
            throw refuted(plan, "that it was undone: " + undone.tables());
        });
        MergeResult merged = mark.merged();
        if (!merged.planHash().equals(claimed.planHash())
                || !merged.rescueSchema().equals(claimed.rescueSchema())) {
            throw refuted(plan, merged.planHash() + " in " + merged.rescueSchema() + ", the job says " + claimed);
        }
        same(plan, merged.tables(), claimed.tables());
    }

    /**
     * @throws HintedException when the plan's mark is missing, says that the merge was not undone, or has other row
     *     counts than the job's result
     */
    static void undone(Target target, RecoveryPlan plan, UndoResult claimed) {
        MergeMark.Marked mark = mark(target, plan);
        UndoResult undone = mark.undone()
                .orElseThrow(() ->
                        refuted(plan, "that it was merged at " + mark.merged().at() + " and not undone"));
        if (!undone.planHash().equals(claimed.planHash())) {
            throw refuted(plan, undone.planHash() + ", the job says " + claimed.planHash());
        }
        same(plan, undone.tables(), claimed.tables());
    }

    private static MergeMark.Marked mark(Target target, RecoveryPlan plan) {
        try (Connection session = Connections.open(target)) {
            MergeRowsTask.mustBeTheSameCluster(plan, session);
            return new MergeMark(session, MergeSql.rescueSchema(plan.incident()))
                    .look(plan.hash())
                    .orElseThrow(() -> refuted(plan, "nothing: it was not committed there"));
        } catch (SQLException e) {
            throw new HintedException(
                    "whether the plan " + plan.hash() + " was merged cannot be checked: " + e.getMessage(),
                    "is" + " the server up? Then choose 'try again': merged rows are not merged twice.",
                    e);
        }
    }

    private static <T> void same(RecoveryPlan plan, List<T> marked, List<T> claimed) {
        if (!marked.equals(claimed)) {
            throw refuted(plan, marked + ", the job says " + claimed);
        }
    }

    private static HintedException refuted(RecoveryPlan plan, String found) {
        return new HintedException(
                "about the plan " + plan.hash() + " the database itself says " + found + ".",
                "the database is right, not the job: look at its tables and at the schema"
                        + " " + MergeSql.rescueSchema(plan.incident())
                        + ". 'Try again' finds what was done, and does only the rest.");
    }
}
