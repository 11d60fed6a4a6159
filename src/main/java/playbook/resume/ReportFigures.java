package playbook.resume;

import static playbook.resume.ReportPage.number;

import java.util.List;
import java.util.Optional;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Culprit;
import playbook.incident.RowTotals;
import playbook.wayback.CameBack;

/** The final report's section on how many rows were lost, recovered and not recovered. */
record ReportFigures(Findings findings, List<CameBack.Figure> figures) {

    void on(ReportPage page) {
        page.heading("In figures");
        Optional<Found<Culprit>> culprit = findings.newest(Culprit.class);
        if (culprit.isEmpty()) {
            page.line("No transaction was found that destroyed rows, so none are counted.");
            return;
        }
        RowTotals rows = findings.totals().orElseThrow();
        page.table("Rows", "Number:", "Entry")
                .row(
                        "Destroyed by "
                                + (culprit.get().value().named() ? "the transaction that did it" : "an unknown cause"),
                        number(rows.destroyed()),
                        page.ref(culprit.get()));
        figures.forEach(figure -> page.row(
                figure.what(), number(figure.count()), figure.source() == null ? "none" : page.ref(figure.source())));
    }
}
