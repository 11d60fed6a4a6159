package playbook.wayback;

import java.util.List;
import java.util.Optional;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Figures;
import playbook.incident.RestoredTables;
import playbook.incident.TablesPlan;
import playbook.wayback.CameBack.Figure;

/** Describes tables that were made anew in the live database. */
final class TablesCameBack {

    private TablesCameBack() {}

    static Optional<CameBack> of(Findings findings) {
        return findings.restored()
                .flatMap(restored -> findings.newest(TablesPlan.class).map(plan -> of(plan, restored)));
    }

    private static CameBack of(Found<TablesPlan> found, Found<RestoredTables> restored) {
        TablesPlan plan = found.value();
        RestoredTables result = restored.value();
        String what = Figures.count(plan.tables().size(), "dropped table", "dropped tables") + " with "
                + Figures.rows(plan.rows());
        return new CameBack(
                what
                        + (plan.notAsBefore().isEmpty()
                                ? ""
                                : "; not as before: " + Figures.plain(String.join(" ", plan.notAsBefore()))),
                plan.notAsBefore().isEmpty(),
                List.of(
                        new Figure("Rows of tables that were made anew", plan.rows(), restored.entry()),
                        new Figure(
                                "Definitions that came back, those of the tables included",
                                result.objects(),
                                restored.entry())),
                "Made anew at " + Figures.second(result.at()) + ": " + what
                        + "; definitions that came back, theirs included: " + Figures.number(result.objects()),
                restored.entry(),
                List.of("Table", "Rows"),
                plan.tables().stream()
                        .map(table -> List.of(table.table().toString(), Figures.number(table.rows())))
                        .toList(),
                "",
                null);
    }
}
