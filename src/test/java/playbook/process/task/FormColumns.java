package playbook.process.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.evidence.Json;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.DataChecks.Check;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.StrategyOptions;
import playbook.incident.TablesPlan;
import playbook.process.ProcessTestConfiguration;

/** Columns of each table of the forms, from the rows that the code makes. */
public final class FormColumns {

    private FormColumns() {}

    public static Map<String, Set<String>> byTable() {
        Map<String, Set<String>> columns = new HashMap<>();
        Set<String> text = keys(FormRows.lines(List.of("a line")));
        List.of("troubles", "planWarnings", "pinRemarks", "searchRemarks").forEach(name -> columns.put(name, text));
        CulpritSearch search = Json.read(
                Json.write(Map.of("suspects", List.of(Map.of("culprit", ProcessTestConfiguration.World.culprit(771))))),
                CulpritSearch.class);
        columns.put("suspects", keys(new SuspectRows(search, null, null).rows()));
        columns.put("tableCounts", keys(FormRows.tableCounts(Json.read("""
                {"tables": [{"table": {"schema": "public", "name": "t"}, "rows": 1}], "measuredAt": "2026-11-22T14:31:00Z"}
                """, RowCounts.class))));
        columns.put("strategyOptions", keys(StrategyRows.of(Map.of("any", "why"), new StrategyOptions(List.of()))));
        RecoveryPlan rows = Json.read("""
                {"tables": [{"table": {"schema": "public", "name": "t"}, "kept": {"kind": "KEPT_LATER", "count": 1,
                  "keys": ["1"]}, "conflicts": []}]}
                """, RecoveryPlan.class);
        columns.put("planTables", keys(PlanRows.tables(rows)));
        columns.put("planLeftAlone", keys(PlanRows.leftAlone(rows)));
        columns.put("lostRows", keys(CutOverRows.rows(Json.read("""
                {"lost": [{"table": {"schema": "public", "name": "t"}, "inserted": 1, "updated": 1, "deleted": 1}]}
                """, CutOverPlan.class))));
        columns.put("tablesBack", keys(TablesPlanView.tables(Json.read("""
                {"tables": [{"table": {"schema": "public", "name": "t"}, "oid": 16400, "rows": 1}]}
                """, TablesPlan.class))));
        columns.put("planObjects", text);
        Set<String> check = keys(CheckRows.rows(List.of(new Check("keys", Check.Outcome.PASSED, "", 1))));
        columns.put("dataChecks", check);
        columns.put("applicationChecks", check);
        return columns;
    }

    private static Set<String> keys(List<Map<String, Object>> rows) {
        return rows.get(0).keySet();
    }
}
