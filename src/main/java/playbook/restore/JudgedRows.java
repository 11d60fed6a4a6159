package playbook.restore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.TableDifference;

/** Counts the verdicts on one table's staged rows, for the plan. */
record JudgedRows(Merge merge, TableShape shape) {

    private static final int KEYS_SHOWN = 100;

    TablePlan plan(TableDifference difference) throws SQLException {
        Map<String, Long> acts = new HashMap<>();
        long later = 0;
        long partly = 0;
        List<String> laterKeys = new ArrayList<>();
        List<Listed> conflicts = new ArrayList<>();
        for (List<String> row : merge.rows(merge.judging(shape).counts())) {
            String act = row.get(0);
            String why = row.get(1);
            long count = Long.parseLong(row.get(2));
            acts.merge(act, count, Long::sum);
            if (act.equals("conflict") || act.equals("gone")) {
                conflicts.add(new Listed(act.equals("gone") ? "DELETED_LATER" : why, count, keys(act, why)));
            } else if (why.equals("KEPT_LATER")) {
                later += count;
                partly += act.equals("update") ? count : 0;
                laterKeys.addAll(keys(act, why));
            }
        }
        Listed kept = new Listed(
                "KEPT_LATER",
                later,
                laterKeys.stream().sorted().limit(KEYS_SHOWN).toList());
        return new TablePlan(
                difference.table(),
                shape.oid(),
                acts.getOrDefault("insert", 0L),
                acts.getOrDefault("update", 0L),
                acts.getOrDefault("present", 0L),
                kept,
                conflicts,
                difference.sha256(),
                acts.getOrDefault("remove", 0L),
                partly);
    }

    private List<String> keys(String act, String why) throws SQLException {
        return merge.rows(merge.judging(shape).keys(), act, why).stream()
                .map(row -> row.get(0))
                .toList();
    }
}
