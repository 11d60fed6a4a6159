package playbook.assess;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

/** The data-loss report for people: each figure has the time of its measurement, and a missing one says "unknown". */
final class LossReportText {

    private LossReportText() {}

    static String markdown(
            Incident incident,
            DataLossReport report,
            @Nullable BackupList backups,
            @Nullable PinCondition pin,
            @Nullable CulpritSearch search) {
        ReportLines text = new ReportLines();
        text.append("# Data loss report " + incident.key() + "\n\n");
        if (incident.target().practice()) {
            text.append("**This is a drill on a practice range.**\n\n");
        }
        text.line("Database", incident.target().label());
        text.line("Reported", incident.reportedAt() + " by " + incident.reportedBy());
        text.line("Written", report.writtenAt());
        text.line(
                "Estimated records lost",
                (report.estimatedLost() < 0 ? "unknown" : Figures.number(report.estimatedLost())) + " ("
                        + report.estimateFrom() + ")");
        text.line(
                "Time window",
                (report.windowFrom() == null ? "unknown" : report.windowFrom()) + " to " + report.windowTo()
                        + " (noticed)");
        text.line(
                "Last good backup",
                report.lastGoodBackup() == null
                        ? "none: no backup is verified"
                        : report.lastGoodBackup() + " of " + report.lastGoodAt());
        if (backups != null) {
            text.line(
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
                    .forEach(base -> text.line("Snapshot to recover from", words(base, report.writtenAt())));
        }
        text.line("Evidence pinned", pin == null ? null : pinned(pin));
        text.append("\n## Who did it\n\n");
        if (report.culprits().isEmpty()) {
            text.append("Unknown: no transaction was found that destroyed rows.\n");
        }
        report.culprits().forEach(culprit -> text.append("- " + ReportLines.plain(culprit) + "\n"));
        if (search != null) {
            searched(text, search);
        }
        tables(text, report);
        text.append("\n## Impact\n\n");
        text.line("Data", report.statedImpacts().data());
        text.line("Operations", report.statedImpacts().operations());
        text.line("Compliance", report.statedImpacts().compliance());
        text.line("Customers", report.statedImpacts().customers());
        text.line("Reputation", report.statedImpacts().reputation());
        return Figures.plain(text.toString());
    }

    /** The searched range of WAL, and its parts that could not be read: the culprit may be in one of these. */
    private static void searched(ReportLines text, CulpritSearch search) {
        text.append("\n");
        text.line(
                "Searched",
                search.from() + " to " + search.until() + ", " + Figures.number(search.transactions())
                        + " transactions that changed tables, from " + search.firstCommitAt() + " to "
                        + search.lastCommitAt());
        search.gaps().forEach(gap -> text.line("Not seen", gap.from() + " to " + gap.to() + ", " + gap.what()));
        search.unnamed().forEach(unnamed -> text.line("Not named", unnamed.words()));
        search.suspects().stream()
                .filter(CulpritSearch.Suspect::harmless)
                .forEach(suspect -> text.line("Put aside", suspect.culprit().words() + ": " + suspect.note()));
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

    private static void tables(ReportLines text, DataLossReport report) {
        text.append("\n## Affected tables\n\n");
        if (report.tables().isEmpty()) {
            text.append("No affected table is known.\n");
            return;
        }
        text.append("Rows now were counted at " + Objects.requireNonNullElse(report.countedAt(), "unknown")
                + ".\n\n| Table | Rows now | Baseline | Destroyed | How |\n|---|---:|---:|---:|---|\n");
        for (AffectedTable table : report.tables()) {
            List<String> cells = List.of(
                    ReportLines.plain(table.table().toString()),
                    number(table.rows()),
                    number(table.baseline()),
                    number(table.destroyed()),
                    ReportLines.plain(table.how()));
            text.append("| " + String.join(" | ", cells) + " |\n");
        }
    }

    private static String number(@Nullable Long value) {
        return value == null || value < 0 ? "unknown" : value.toString();
    }

    /**
     * The segments that only the server has: a replay can read them there, and they are lost when the server is lost.
     */
    private static String onlyOnServer(BackupList.@Nullable Reach reach) {
        return reach == null || reach.onlyOnServer() == 0
                ? ""
                : "; " + Figures.count(reach.onlyOnServer(), "segment", "segments")
                        + " more only in pg_wal of the server";
    }
}
