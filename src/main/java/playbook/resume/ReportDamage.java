package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.util.Locale;
import java.util.Optional;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.Culprit;
import playbook.incident.DamagedTables;
import playbook.incident.DataLossReport;
import playbook.incident.Figures;

/** The final report's section on what was lost, and by which transaction. */
record ReportDamage(Findings findings) {

    void on(ReportPage page) {
        page.heading("What was lost");
        Optional<Found<Culprit>> culprit = findings.newest(Culprit.class);
        if (culprit.isEmpty()) {
            page.line("No transaction was found that destroyed rows.");
        }
        culprit.ifPresent(found -> did(page, found));
        findings.newest(DataLossReport.class)
                .ifPresent(report -> page.line("\nThe report of the loss is the file "
                        + report.value().markdown() + ", SHA-256 "
                        + report.value().markdownSha256() + " " + page.ref(report) + "."));
    }

    private void did(ReportPage page, Found<Culprit> found) {
        Culprit did = found.value();
        if (!did.named()) {
            page.line("By an unknown cause; everything was still there at %s %s.\n"
                    .formatted(Figures.second(did.committedAt()), page.ref(found)));
            return;
        }
        page.line("%s, committed at %s (WAL position %s, timeline %d) %s.\n"
                .formatted(
                        upper(did.words()),
                        Figures.second(did.committedAt())
                                + (did.following() == null ? "" : " to " + Figures.second(did.lastAt())),
                        did.commitLsn(),
                        did.timeline(),
                        page.ref(found)));
        page.table("Table", "What", "Rows:");
        DamagedTables.of(did.tables(), findings.schema().orElse(null))
                .damages()
                .forEach(damage -> page.row(
                        plain(damage.table().toString()) + damage.parts(), damage.operation(), damage.amount()));
    }

    private static String upper(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
