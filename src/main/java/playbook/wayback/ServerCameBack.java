package playbook.wayback;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.Figures;
import playbook.wayback.CameBack.Figure;

/** Describes a server that was recovered to a former moment, and what was undone with it. */
final class ServerCameBack {

    private ServerCameBack() {}

    static Optional<CameBack> of(Findings findings) {
        return findings.exchanged()
                .flatMap(exchanged -> findings.newest(CutOverPlan.class).map(plan -> of(plan, exchanged)));
    }

    private static CameBack of(Found<CutOverPlan> found, Found<DataInPlace> exchanged) {
        CutOverPlan plan = found.value();
        return new CameBack(
                inShort(plan),
                true,
                List.of(new Figure(
                        "Later transactions on this database undone with it", plan.lostTransactions(), found.entry())),
                sentence(plan),
                found.entry(),
                List.of("Table", "Inserted since", "Updated since", "Deleted since"),
                plan.lost().stream()
                        .map(table -> List.of(
                                table.table().toString(),
                                Figures.number(table.inserted()),
                                Figures.number(table.updated()),
                                Figures.number(table.deleted())))
                        .toList(),
                "The data that was in place before is kept in "
                        + exchanged.value().aside() + " until a person removes it",
                exchanged.entry());
    }

    private static String inShort(CutOverPlan plan) {
        return "the whole server, as it was " + Figures.plain(plan.stop().words()) + "; "
                + Figures.count(plan.lostTransactions(), "later transaction is", "later transactions are") + " undone"
                + plan.warnings().stream()
                        .filter(warning -> warning.contains(" is unlogged: "))
                        .map(warning -> "; " + Figures.plain(warning).replaceAll("\\. .*", ""))
                        .collect(Collectors.joining());
    }

    private static String sentence(CutOverPlan plan) {
        return "The whole server went back to " + plan.stop().words() + ". Undone with it: "
                + Figures.count(plan.lostTransactions(), "later transaction", "later transactions")
                + " on this database"
                + plan.elsewhere().stream()
                        .map(other -> ", " + Figures.number(other.transactions()) + " on " + other.database())
                        .collect(Collectors.joining());
    }
}
