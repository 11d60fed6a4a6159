package playbook.resume;

import static playbook.resume.ReportPage.plain;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.Findings.Found;
import playbook.incident.ApplicationChecks;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.DamagedTables;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataInPlace;
import playbook.incident.DataLossReport;
import playbook.incident.DataTest;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.incident.MergeResult;
import playbook.incident.RowTotals;

/** The final report for people; what was not found is not mentioned as done. */
record FinalReport(Incident incident, Instant closedAt, Findings findings, List<String> staysChanged) {

    String markdown() {
        ReportPage page = new ReportPage().line("# Incident " + incident.key() + "\n");
        if (incident.target().practice()) {
            page.line("**This was a drill on a practice range.**\n");
        }
        page.line("- Database: " + plain(incident.target().label()))
                .line("- Noticed: " + Figures.second(incident.noticedAt()))
                .line("- Reported: " + Figures.second(incident.reportedAt()) + " by " + plain(incident.reportedBy()));
        find(LossReport.class)
                .ifPresent(report -> page.line(
                        "- In the reporter's words: " + plain(report.value().description()) + " " + page.ref(report)));
        page.line("- Ended as: " + ending())
                .line("- Closed: " + Figures.second(closedAt) + ", " + Figures.between(incident.reportedAt(), closedAt)
                        + " after the report\n")
                .line("Every time is UTC. A number with a link is the entry of the incident's record from which a"
                        + " statement was taken; the entries are listed at the end. The record itself is the file "
                        + incident.key() + "-evidence.jsonl; its rows begin with these numbers, and each is chained to"
                        + " the one before by SHA-256.");
        totals(page);
        new ReportClocks(incident, closedAt, findings).on(page);
        loss(page);
        recovery(page);
        new ReportDecisions(findings).on(page);
        checks(page, "Data checks", find(DataChecks.class), DataChecks::checks);
        checks(page, "The application's data test", find(DataTest.class), DataTest::checks);
        checks(page, "Application checks", find(ApplicationChecks.class), ApplicationChecks::checks);
        new ReportKept(findings).on(page);
        if (!staysChanged.isEmpty()) {
            page.heading("What is not as before, and what people do about it");
            staysChanged.forEach(each -> page.line("- " + plain(each)));
        }
        return page.toString();
    }

    /** By what people decided last; nothing else ends a response. */
    private String ending() {
        String last = findings.of(Kind.DECIDED)
                .reduce((older, newer) -> newer)
                .map(Entry::content)
                .orElse("");
        if (last.contains("\"lossDecision\":\"false-alarm\"")) {
            return "a false alarm; everything was given back";
        }
        return findings.merged().isPresent() || findings.exchanged().isPresent()
                ? "recovered, and the service was resumed"
                : "stopped without a recovery; everything was given back";
    }

    private void totals(ReportPage page) {
        page.heading("In figures");
        Optional<Found<Culprit>> culprit = find(Culprit.class);
        Optional<Found<MergeResult>> merged = findings.merged();
        Optional<Found<playbook.incident.RecoveryPlan>> plan = find(playbook.incident.RecoveryPlan.class);
        if (culprit.isEmpty()) {
            page.line("No transaction was found that destroyed rows, so none are counted.");
            return;
        }
        RowTotals rows = findings.totals().orElseThrow();
        page.table("Rows", "Number:", "Entry")
                .row("Destroyed by the transaction that did it", number(rows.destroyed()), page.ref(culprit.get()));
        if (findings.exchanged().isPresent()) {
            find(CutOverPlan.class)
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

    private static String upper(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private void loss(ReportPage page) {
        page.heading("What was lost");
        Optional<Found<Culprit>> culprit = find(Culprit.class);
        if (culprit.isEmpty()) {
            page.line("No transaction was found that destroyed rows.");
        }
        culprit.ifPresent(found -> {
            Culprit did = found.value();
            if (!did.named()) {
                page.line("By nobody who is known; everything was still there at %s %s.\n"
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
        });
        find(DataLossReport.class)
                .ifPresent(report -> page.line("\nThe report of the loss is the file "
                        + report.value().markdown() + ", SHA-256 "
                        + report.value().markdownSha256() + " " + page.ref(report) + "."));
    }

    private void recovery(ReportPage page) {
        page.heading("What came back");
        Optional<Found<DataInPlace>> exchanged = findings.exchanged();
        if (exchanged.isPresent()) {
            find(CutOverPlan.class).ifPresent(plan -> cutOver(page, plan, exchanged.get()));
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

    private static <T> void checks(
            ReportPage page,
            String title,
            Optional<Found<T>> found,
            java.util.function.Function<T, List<Check>> checks) {
        page.heading(title);
        if (found.isEmpty()) {
            page.line("None was made.");
            return;
        }
        page.line("Made at " + Figures.second(found.get().entry().at()) + " " + page.ref(found.get()) + ".\n")
                .table("Check", "Passed", "Took:", "Detail");
        for (Check check : checks.apply(found.get().value())) {
            page.row(
                    plain(check.name()),
                    switch (check.outcome()) {
                        case PASSED -> "yes";
                        case FAILED -> "NO";
                        case NOT_LOOKED_AT -> check.outcome().words();
                    },
                    Figures.seconds(check.seconds()),
                    plain(check.detail()));
        }
    }

    private <T> Optional<Found<T>> find(Class<T> type) {
        return findings.newest(type);
    }

    private static String number(long number) {
        return number < 0 ? "unknown" : Figures.number(number);
    }
}
