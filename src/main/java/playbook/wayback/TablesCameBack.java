package playbook.wayback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Figures;
import playbook.incident.RestoredTables;
import playbook.incident.TablesPlan;
import playbook.wayback.CameBack.Figure;

/** Describes tables and columns that were made anew in the live database. */
final class TablesCameBack {

    private TablesCameBack() {}

    static Optional<CameBack> of(Findings findings) {
        return findings.inPlace(RestoredTables.class)
                .flatMap(restored -> findings.newest(TablesPlan.class).map(plan -> of(plan, restored)));
    }

    private static CameBack of(Found<TablesPlan> found, Found<RestoredTables> restored) {
        TablesPlan plan = found.value();
        RestoredTables result = restored.value();
        String what = what(plan);
        return new CameBack(
                what
                        + (plan.notAsBefore().isEmpty()
                                ? ""
                                : "; not as before: " + Figures.plain(String.join(" ", plan.notAsBefore()))),
                plan.notAsBefore().isEmpty(),
                figures(plan, restored),
                "Made anew at " + Figures.second(result.at()) + ": " + what
                        + "; definitions that came back, theirs included: " + Figures.number(result.objects()),
                restored.entry(),
                List.of("Table", "Rows"),
                Stream.concat(
                                plan.tables().stream()
                                        .map(table -> List.of(table.table().toString(), Figures.number(table.rows()))),
                                plan.columns().stream().map(back -> List.of(back.words(), Figures.number(back.rows()))))
                        .toList(),
                "",
                null);
    }

    private static String what(TablesPlan plan) {
        String tables = Figures.count(plan.tables().size(), "dropped table", "dropped tables") + " with "
                + Figures.rows(plan.rows());
        String columns = plan.columns().stream()
                .map(back -> back.words() + " with the values of " + Figures.rows(back.rows()))
                .collect(Collectors.joining(", "));
        if (columns.isEmpty()) {
            return tables;
        }
        return plan.tables().isEmpty() ? columns : tables + ", " + columns;
    }

    private static List<Figure> figures(TablesPlan plan, Found<RestoredTables> restored) {
        List<Figure> figures = new ArrayList<>();
        if (!plan.tables().isEmpty() || plan.columns().isEmpty()) {
            figures.add(new Figure("Rows of tables that were made anew", plan.rows(), restored.entry()));
        }
        if (!plan.columns().isEmpty()) {
            figures.add(new Figure(
                    "Rows that have the values of their dropped columns again", plan.valuedRows(), restored.entry()));
        }
        figures.add(new Figure(
                "Definitions that came back, those of tables and columns included",
                restored.value().objects(),
                restored.entry()));
        return figures;
    }
}
