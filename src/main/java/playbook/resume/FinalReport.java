package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.incident.ApplicationChecks;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataInPlace;
import playbook.incident.DataLossReport;
import playbook.incident.DataTest;
import playbook.incident.EmergencyCopy;
import playbook.incident.EmergencyDump;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.TableChange;

/** The final report for people; what was not found is not mentioned as done. */
record FinalReport(Incident incident, Instant closedAt, Map<String, Object> findings) {

    String markdown() {
        StringBuilder text = new StringBuilder("# Incident " + incident.key() + "\n\n");
        if (incident.target().practice()) {
            text.append("**This was a drill on a practice range.**\n\n");
        }
        text.append("- Database: ").append(incident.target().label()).append('\n');
        text.append("- Noticed: ").append(incident.noticedAt()).append('\n');
        text.append("- Reported: ").append(incident.reportedAt()).append(" by ").append(incident.reportedBy());
        text.append("\n- Closed: ")
                .append(closedAt)
                .append(" (after ")
                .append(duration())
                .append(")\n");
        loss(text);
        recovery(text);
        checks(text, "Data checks", find(DataChecks.class).map(DataChecks::checks));
        checks(text, "The application's data test", find(DataTest.class).map(DataTest::checks));
        checks(text, "Application checks", find(ApplicationChecks.class).map(ApplicationChecks::checks));
        copies(text);
        return text.toString();
    }

    private String duration() {
        Duration took = Duration.between(incident.reportedAt(), closedAt);
        return took.toMinutes() + " min " + took.toSecondsPart() + " s";
    }

    private void loss(StringBuilder text) {
        text.append("\n## What was lost\n\n");
        Optional<Culprit> culprit = find(Culprit.class);
        if (culprit.isEmpty()) {
            text.append("No transaction was found that destroyed rows.\n");
        }
        culprit.ifPresent(found -> {
            text.append(
                    "Transaction %d, committed at %s (WAL position %s, timeline %d).\n\n| Table | What | Rows |\n|---|---|---:|\n"
                            .formatted(found.xid(), found.committedAt(), found.commitLsn(), found.timeline()));
            for (TableChange change : found.tables()) {
                text.append("| %s | %s | %s |\n"
                        .formatted(
                                plain(change.table().toString()),
                                change.operation(),
                                change.rows() < 0 ? "unknown" : change.rows()));
            }
        });
        find(DataLossReport.class)
                .ifPresent(report -> text.append("\nThe report of the loss: ")
                        .append(report.markdown())
                        .append(", SHA-256 ")
                        .append(report.markdownSha256())
                        .append(".\n"));
    }

    private void recovery(StringBuilder text) {
        text.append("\n## What came back\n\n");
        Optional<MergeResult> merged = find(MergeResult.class);
        Optional<CutOverPlan> exchanged =
                find(DataInPlace.class).filter(DataInPlace::recovered).flatMap(data -> find(CutOverPlan.class));
        exchanged.ifPresent(plan -> text.append(cutOver(plan)));
        if (exchanged.isPresent()) {
            return;
        }
        if (merged.isEmpty()) {
            text.append("No rows were given back by the playbook.\n");
        }
        merged.ifPresent(result -> {
            text.append("Merged at ").append(result.at()).append("; replaced values are kept in the schema ");
            text.append(plain(result.rescueSchema())).append(".\n\n| Table | Inserted | Updated |\n|---|---:|---:|\n");
            result.tables()
                    .forEach(table -> text.append("| %s | %d | %d |\n"
                            .formatted(plain(table.table().toString()), table.inserted(), table.updated())));
        });
    }

    private String cutOver(CutOverPlan plan) {
        StringBuilder text = new StringBuilder("The whole server went back to ")
                .append(plan.stop().words())
                .append(". Undone with it: ")
                .append(plan.lostTransactions())
                .append(" later transactions on this database");
        plan.elsewhere()
                .forEach(other -> text.append(", ")
                        .append(other.transactions())
                        .append(" on ")
                        .append(plain(other.database())));
        text.append(".\n\n| Table | Inserted since | Updated since | Deleted since |\n|---|---:|---:|---:|\n");
        plan.lost()
                .forEach(table -> text.append("| %s | %d | %d | %d |\n"
                        .formatted(
                                plain(table.table().toString()), table.inserted(), table.updated(), table.deleted())));
        find(DataInPlace.class)
                .ifPresent(data -> text.append("\nThe data that was in place before is kept in ")
                        .append(plain(data.aside()))
                        .append(" until a person removes it.\n"));
        return text.toString();
    }

    private static void checks(StringBuilder text, String title, Optional<List<Check>> checks) {
        text.append("\n## ").append(title).append("\n\n");
        if (checks.isEmpty()) {
            text.append("None was made.\n");
            return;
        }
        text.append("| Check | Passed | Seconds | Detail |\n|---|---|---:|---|\n");
        for (Check check : checks.get()) {
            text.append("| %s | %s | %.3f | %s |\n"
                    .formatted(
                            plain(check.name()),
                            check.passed() ? "yes" : "NO",
                            check.seconds(),
                            plain(check.detail())));
        }
    }

    private void copies(StringBuilder text) {
        text.append("\n## What is kept\n\n");
        text.append("- Copy of the damaged server: ")
                .append(find(EmergencyCopy.class)
                        .map(copy -> copy.skipped() == null
                                ? plain(copy.directory() + ", " + copy.bytes() + " bytes, verified")
                                : "none: " + plain(copy.skipped()))
                        .orElse("none"))
                .append("\n- Dump of the damaged database: ")
                .append(find(EmergencyDump.class)
                        .map(dump -> plain(dump.directory() + ", " + dump.bytes() + " bytes, SHA-256 " + dump.sha256()))
                        .orElse("none"))
                .append("\n- New backups: ")
                .append(find(BackupAfter.BackupsAfter.class)
                        .map(after -> plain("base " + after.base().id() + ", dump "
                                + after.logical().id() + ", both verified"))
                        .orElse("none"))
                .append('\n');
    }

    private <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(findings.get(type.getSimpleName())).map(type::cast);
    }

    private static String plain(String value) {
        return value.replaceAll("\\s+", " ").replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }
}
