package playbook.resume;

import static playbook.resume.ReportPage.number;

import java.util.Optional;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowTotals;

/** How many rows were lost, came back, and did not. */
record ReportFigures(Findings findings) {

    void on(ReportPage page) {
        page.heading("In figures");
        Optional<Found<Culprit>> culprit = findings.newest(Culprit.class);
        Optional<Found<MergeResult>> merged = findings.merged();
        Optional<Found<RecoveryPlan>> plan = findings.newest(RecoveryPlan.class);
        if (culprit.isEmpty()) {
            page.line("No transaction was found that destroyed rows, so none are counted.");
            return;
        }
        RowTotals rows = findings.totals().orElseThrow();
        page.table("Rows", "Number:", "Entry")
                .row("Destroyed by the transaction that did it", number(rows.destroyed()), page.ref(culprit.get()));
        if (findings.exchanged().isPresent()) {
            findings.newest(CutOverPlan.class)
                    .ifPresent(stop -> page.row(
                            "Later transactions on this database undone with it",
                            number(stop.value().lostTransactions()),
                            page.ref(stop)));
            return;
        }
        String from = merged.map(page::ref).orElse("none");
        page.row("Recovered: put back, or set to their former values", number(rows.recovered()), from)
                .row("Added by it and removed again", number(rows.removed()), from);
        plan.ifPresent(planned -> page.row(
                        "Already as before when the recovery was planned", number(rows.present()), page.ref(planned))
                .row("Not recovered", number(rows.notRecovered()), from)
                .row(
                        "Changed again later by somebody, whose value was kept",
                        number(rows.keptLater()),
                        page.ref(planned))
                .row("In conflict, left as they are for people", number(rows.conflicts()), page.ref(planned))
                .row("Left as they are because a person wanted that", number(rows.wished()), page.ref(planned)));
    }
}
