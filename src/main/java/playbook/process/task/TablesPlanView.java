package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.PLAN_DATABASE;
import static playbook.process.engine.PlaybookVariables.PLAN_DIRECTORY;
import static playbook.process.engine.PlaybookVariables.PLAN_OBJECTS;
import static playbook.process.engine.PlaybookVariables.PLAN_SERVER;
import static playbook.process.engine.PlaybookVariables.PLAN_WARNINGS;
import static playbook.process.engine.PlaybookVariables.PLAN_XID;
import static playbook.process.engine.PlaybookVariables.TABLES_BACK;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.LargeObjects;
import playbook.incident.Method;
import playbook.incident.TablesPlan;
import playbook.incident.TablesPlan.TableBack;

/** A recovery of dropped tables and columns: which come back for how many rows, and what comes back with them. */
@Component
class TablesPlanView implements PlanView {

    private final Evidence evidence;

    TablesPlanView(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Method method() {
        return Method.TABLE_RESTORE;
    }

    @Override
    public void show(DelegateTask task, Incident incident, String hash) {
        Optional<TablesPlan> plan =
                hash.isEmpty() ? Optional.empty() : Optional.of(evidence.get(incident, TablesPlan.class));
        plan.ifPresent(newest -> mustBe(incident, newest.hash(), hash));
        PLAN_SERVER.setLocal(task, plan.map(TablesPlan::systemIdentifier).orElse(NO_PLAN));
        PLAN_DATABASE.setLocal(task, plan.map(TablesPlan::database).orElse(NO_PLAN));
        PLAN_DIRECTORY.setLocal(task, NO_PLAN);
        PLAN_XID.setLocal(task, plan.map(one -> Long.toString(one.xid())).orElse(NO_PLAN));
        TABLES_BACK.setLocal(task, plan.map(TablesPlanView::tables).orElse(List.of()));
        PLAN_OBJECTS.setLocal(task, FormRows.lines(plan.map(TablesPlan::objects).orElse(List.of())));
        PLAN_WARNINGS.setLocal(
                task, FormRows.lines(plan.map(TablesPlan::warnings).orElse(List.of())));
    }

    /** The tables with the most rows first; of many the sum and the largest. */
    static List<Map<String, Object>> tables(TablesPlan plan) {
        List<TableBack> tables = plan.tables().stream()
                .sorted(Comparator.comparingLong(TableBack::rows).reversed())
                .toList();
        Stream<Map<String, Object>> sum = tables.size() <= FormRows.MOST_ROWS
                ? Stream.empty()
                : Stream.of(row(FormRows.allTables(tables.size()), plan.rows()));
        return Stream.concat(
                        sum,
                        Stream.concat(
                                tables.stream()
                                        .limit(FormRows.MOST_ROWS)
                                        .map(table -> row(LargeObjects.spoken(table.table()), table.rows())),
                                plan.columns().stream()
                                        .limit(FormRows.MOST_ROWS)
                                        .map(back -> row(back.words(), back.rows()))))
                .toList();
    }

    private static Map<String, Object> row(String table, long rows) {
        return FormRows.row("table", table, "rows", Figures.number(rows));
    }
}
