package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.time.Instant;
import java.util.List;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.incident.ApplicationChecks;
import playbook.incident.DataChecks;
import playbook.incident.DataTest;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.wayback.WaysBack;

/** The final report for people; it mentions only what is on record. */
record FinalReport(Incident incident, Instant closedAt, Findings findings, List<String> staysChanged, WaysBack ways) {

    String markdown() {
        ReportPage page = new ReportPage().line("# Incident " + incident.key() + "\n");
        if (incident.target().practice()) {
            page.line("**This was a drill on a practice range.**\n");
        }
        page.line("- Database: " + plain(incident.target().label()))
                .line("- Noticed: " + Figures.second(incident.noticedAt()))
                .line("- Reported: " + Figures.second(incident.reportedAt()) + " by " + plain(incident.reportedBy()));
        findings.newest(LossReport.class)
                .ifPresent(report -> page.line(
                        "- In the reporter's words: " + plain(report.value().description()) + " " + page.ref(report)));
        page.line("- Ended as: " + ending())
                .line("- Closed: " + Figures.second(closedAt) + ", " + Figures.between(incident.reportedAt(), closedAt)
                        + " after the report\n")
                .line("Every time is UTC. A number with a link is the entry of the incident's record from which a"
                        + " statement was taken; the entries are listed at the end. The record itself is the file "
                        + incident.key() + "-evidence.jsonl; its rows begin with these numbers, and each is chained to"
                        + " the one before by SHA-256.");
        new ReportFigures(findings, ways.figures(findings)).on(page);
        new ReportClocks(incident, closedAt, findings).on(page);
        new ReportDamage(findings).on(page);
        new ReportRecovery(ways.cameBack(findings)).on(page);
        new ReportDecisions(findings).on(page);
        ReportChecks checks = new ReportChecks(findings);
        checks.on(page, "Data checks", DataChecks.class, DataChecks::checks);
        checks.on(page, "The application's data test", DataTest.class, DataTest::checks);
        checks.on(page, "Application checks", ApplicationChecks.class, ApplicationChecks::checks);
        new ReportKept(findings).on(page);
        if (!staysChanged.isEmpty()) {
            page.heading("What is not as before, and what people do about it");
            staysChanged.forEach(each -> page.line("- " + plain(each)));
        }
        return page.toString();
    }

    /** How the response ended, by people's last decision, since only a decision ends a response. */
    private String ending() {
        String last = findings.of(Kind.DECIDED)
                .reduce((older, newer) -> newer)
                .map(Entry::content)
                .orElse("");
        if (last.contains("\"lossDecision\":\"false-alarm\"")) {
            return "a false alarm; every change was undone";
        }
        return ways.cameBack(findings).isPresent()
                ? "recovered, and the service was resumed"
                : "stopped without a recovery; every change was undone";
    }
}
