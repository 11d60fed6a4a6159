package playbook.resume;

import java.time.Instant;
import java.util.Optional;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.ApprovedPlan;
import playbook.incident.FencePosition;
import playbook.incident.Figures;
import playbook.incident.Incident;

/** The final report's section on durations, from the times in the record; an event that did not occur has no line. */
record ReportClocks(Incident incident, Instant closedAt, Findings findings) {

    void on(ReportPage page) {
        page.heading("How long it took").table("What", "At (UTC)", "After the report:", "Entry");
        clock(page, "The evidence was protected from clean-up", findings.first("PinResult"));
        Optional<Found<FencePosition>> fence = findings.newest(FencePosition.class);
        fence.ifPresent(up ->
                clock(page, "No writer was left, proved", up.entry(), up.value().at()));
        clock(page, "The transaction that did it was found", findings.first("Culprit"));
        clock(page, "The way back was chosen", last("choose-strategy"));
        Optional<Entry> approved = findings.newest(ApprovedPlan.class).map(Found::entry);
        clock(page, "Another person approved the plan", approved);
        clock(page, "The data was recovered", findings.recovered().map(Found::entry));
        clock(page, "The recovery was confirmed", last("confirm-validation"));
        Optional<Found<LiftFenceResult>> lifted = findings.newest(LiftFenceResult.class);
        lifted.ifPresent(down -> clock(
                page, "Customers could write again", down.entry(), down.value().at()));
        page.row(
                "The incident was closed",
                Figures.second(closedAt).replace(" UTC", ""),
                Figures.between(incident.reportedAt(), closedAt),
                "this report");
        fence.ifPresent(up -> lifted.ifPresent(down -> page.line("\nNobody could write for "
                + Figures.between(up.value().at(), down.value().at()) + ", from the fence " + page.ref(up)
                + " until it was taken down " + page.ref(down) + ".")));
    }

    private Optional<Entry> last(String task) {
        return findings.of(Kind.DECIDED)
                .filter(entry -> entry.step().equals(task))
                .reduce((older, newer) -> newer);
    }

    private void clock(ReportPage page, String what, Optional<Entry> entry) {
        entry.ifPresent(found -> clock(page, what, found, found.at()));
    }

    private void clock(ReportPage page, String what, Entry entry, Instant at) {
        page.row(
                what,
                Figures.second(at).replace(" UTC", ""),
                Figures.between(incident.reportedAt(), at),
                page.ref(entry));
    }
}
