package playbook.resume;

import static playbook.resume.ReportPage.number;
import static playbook.resume.ReportPage.plain;

import java.util.Optional;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.Figures;
import playbook.incident.MergeResult;

/** What came back, and what was undone for that. */
record ReportRecovery(Findings findings) {

    void on(ReportPage page) {
        page.heading("What came back");
        Optional<Found<DataInPlace>> exchanged = findings.exchanged();
        if (exchanged.isPresent()) {
            findings.newest(CutOverPlan.class).ifPresent(plan -> cutOver(page, plan, exchanged.get()));
            return;
        }
        if (findings.merged().isEmpty()) {
            page.line("No rows were given back by the playbook.");
        }
        findings.merged().ifPresent(merged -> {
            MergeResult result = merged.value();
            page.line("Merged at " + Figures.second(result.at()) + "; replaced values are kept in the schema "
                            + plain(result.rescueSchema()) + " " + page.ref(merged) + ".\n")
                    .table("Table", "Put back:", "Set to former values:");
            result.tables()
                    .forEach(table -> page.row(
                            plain(table.table().toString()), number(table.inserted()), number(table.updated())));
        });
    }

    private static void cutOver(ReportPage page, Found<CutOverPlan> found, Found<DataInPlace> exchanged) {
        CutOverPlan plan = found.value();
        StringBuilder undone = new StringBuilder("The whole server went back to ")
                .append(plain(plan.stop().words()))
                .append(". Undone with it: ")
                .append(Figures.count(plan.lostTransactions(), "later transaction", "later transactions"))
                .append(" on this database");
        plan.elsewhere()
                .forEach(other -> undone.append(", ")
                        .append(Figures.number(other.transactions()))
                        .append(" on ")
                        .append(plain(other.database())));
        page.line(undone.append(' ').append(page.ref(found)).append(".\n").toString())
                .table("Table", "Inserted since:", "Updated since:", "Deleted since:");
        plan.lost()
                .forEach(table -> page.row(
                        plain(table.table().toString()),
                        number(table.inserted()),
                        number(table.updated()),
                        number(table.deleted())));
        page.line("\nThe data that was in place before is kept in "
                + plain(exchanged.value().aside()) + " until a person removes it " + page.ref(exchanged) + ".");
    }
}
