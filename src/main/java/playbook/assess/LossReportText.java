package playbook.assess;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.CulpritSearch;
import playbook.incident.DataLossReport;
import playbook.incident.DataLossReport.AffectedTable;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.PinCondition;

/** The report for people: no figure without the moment it was measured, no gap without the word unknown. */
final class LossReportText {

    private LossReportText() {}

    static String markdown(
            Incident incident,
            DataLossReport report,
            @Nullable BackupList backups,
            @Nullable PinCondition pin,
            @Nullable CulpritSearch search) {
        StringBuilder text = new StringBuilder();
        text.append("# Data loss report ").append(incident.key()).append("\n\n");
        if (incident.target().practice()) {
            text.append("**This is a drill on a practice range.**\n\n");
        }
        line(text, "Database", incident.target().label());
        line(text, "Reported", incident.reportedAt() + " by " + incident.reportedBy());
        line(text, "Written", report.writtenAt());
        line(
                text,
                "Estimated records lost",
                (report.estimatedLost() < 0 ? "unknown" : Figures.number(report.estimatedLost())) + " ("
                        + report.estimateFrom() + ")");
        line(
                text,
                "Time window",
                (report.windowFrom() == null ? "unknown" : report.windowFrom()) + " to " + report.windowTo()
                        + " (noticed)");
        line(
                text,
                "Last good backup",
                report.lastGoodBackup() == null
                        ? "none: no backup is verified"
                        : report.lastGoodBackup() + " of " + report.lastGoodAt());
        if (backups != null) {
            line(
                    text,
                    "Archive",
                    "reaches " + backups.archivedUpTo() + ", "
                            + (backups.archiveGaps().isEmpty()
                                    ? "no gap"
                                    : backups.archiveGaps().size() + " gaps: "
                                            + String.join("; ", backups.archiveGaps()))
                            + onlyOnServer(backups.withServer())
                            + " (looked at " + backups.measuredAt() + ")");
            backups.base().stream()
                    .filter(BaseBackup::fromSnapshot)
                    .forEach(base -> line(text, "Snapshot to recover from", words(base, report.writtenAt())));
        }
        line(text, "Evidence pinned", pin == null ? null : pinned(pin));
        text.append("\n## Who did it\n\n");
        if (report.culprits().isEmpty()) {
            text.append("Unknown: no transaction was found that destroyed rows.\n");
        }
        report.culprits()
                .forEach(culprit -> text.append("- ").append(plain(culprit)).append('\n'));
        if (search != null) {
            searched(text, search);
        }
        tables(text, report);
        text.append("\n## Impact\n\n");
        line(text, "Data", report.statedImpacts().data());
        line(text, "Operations", report.statedImpacts().operations());
        line(text, "Compliance", report.statedImpacts().compliance());
        line(text, "Customers", report.statedImpacts().customers());
        line(text, "Reputation", report.statedImpacts().reputation());
        return Figures.plain(text.toString());
    }

    /** Where was looked, and what could not be seen there: a culprit may be in it. */
    private static void searched(StringBuilder text, CulpritSearch search) {
        text.append('\n');
        line(
                text,
                "Searched",
                search.from() + " to " + search.until() + ", " + Figures.number(search.transactions())
                        + " transactions that changed tables, from " + search.firstCommitAt() + " to "
                        + search.lastCommitAt());
        search.gaps().forEach(gap -> line(text, "Not seen", gap.from() + " to " + gap.to() + ", " + gap.what()));
        search.unnamed().forEach(unnamed -> line(text, "Not named", unnamed.words()));
        search.suspects().stream()
                .filter(CulpritSearch.Suspect::harmless)
                .forEach(suspect -> line(text, "Put aside", suspect.culprit().words() + ": " + suspect.note()));
    }

    private static String words(BaseBackup snapshot, Instant now) {
        return snapshot.finishedAt() + ", "
                + Duration.between(snapshot.finishedAt(), now).toMinutes() + " minutes old, whole from "
                + snapshot.stopLsn() + "; " + snapshot.snapshot();
    }

    private static String pinned(PinCondition pin) {
        String held = !pin.holds() ? "NO" : pin.whole() ? "yes" : "partly";
        return held + " (seen " + pin.seenAt() + ")"
                + (pin.remarks().isEmpty() ? "" : ": " + String.join("; ", pin.remarks()));
    }

    private static void tables(StringBuilder text, DataLossReport report) {
        text.append("\n## Affected tables\n\n");
        if (report.tables().isEmpty()) {
            text.append("None is known.\n");
            return;
        }
        text.append("Rows now were counted at ")
                .append(Objects.requireNonNullElse(report.countedAt(), "unknown"))
                .append(".\n\n| Table | Rows now | Baseline | Destroyed | How |\n|---|---:|---:|---:|---|\n");
        for (AffectedTable table : report.tables()) {
            text.append("| ")
                    .append(plain(table.table().toString()))
                    .append(" | ")
                    .append(number(table.rows()))
                    .append(" | ")
                    .append(number(table.baseline()))
                    .append(" | ")
                    .append(number(table.destroyed()))
                    .append(" | ")
                    .append(plain(table.how()))
                    .append(" |\n");
        }
    }

    private static String number(@Nullable Long value) {
        return value == null || value < 0 ? "unknown" : value.toString();
    }

    /** What the archive lacks and a replay can take from the server itself; such WAL is lost with the server. */
    private static String onlyOnServer(BackupList.@Nullable Reach reach) {
        return reach == null || reach.onlyOnServer() == 0
                ? ""
                : "; " + Figures.count(reach.onlyOnServer(), "segment", "segments")
                        + " more only in pg_wal of the server";
    }

    private static void line(StringBuilder text, String what, @Nullable Object value) {
        text.append("- ")
                .append(what)
                .append(": ")
                .append(value == null ? "unknown" : plain(value.toString()))
                .append('\n');
    }

    /** Names and people's words may hold anything; in the report they stay text on one line. */
    private static String plain(String value) {
        return value.replaceAll("\\s+", " ").replaceAll("([\\\\`*_|<>\\[\\]#])", "\\\\$1");
    }
}
