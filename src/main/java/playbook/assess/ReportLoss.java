package playbook.assess;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.IncidentFiles;
import playbook.evidence.IncidentFiles.StoredFile;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.DataLossReport;
import playbook.incident.DataLossReport.AffectedTable;
import playbook.incident.HeapFiles;
import playbook.incident.HintedException;
import playbook.incident.Impacts;
import playbook.incident.Incident;
import playbook.incident.PinCondition;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Heaps;

/** A6: writes the data-loss report from the findings; a figure that was not measured is called unknown. */
@Component
class ReportLoss implements ShortStep {

    /** Whether the record holds a culprit; it may be one without a known transaction. */
    enum Outcome {
        CULPRIT_KNOWN,
        CULPRIT_UNKNOWN
    }

    private final Evidence evidence;
    private final IncidentFiles files;

    ReportLoss(Evidence evidence, IncidentFiles files) {
        this.evidence = evidence;
        this.files = files;
    }

    @Override
    public String name() {
        return "reportLoss";
    }

    @Override
    public StepResult run(Incident incident) {
        Culprit culprit = evidence.find(incident, Culprit.class).orElse(null);
        DataLossReport report = report(incident, culprit);
        files.write(incident, "data-loss-report.json", Json.write(report));
        return StepResult.of(culprit == null ? Outcome.CULPRIT_UNKNOWN : Outcome.CULPRIT_KNOWN, report);
    }

    /**
     * Looks at the pin once more: people decide by this report, and a table may have been rewritten since the last
     * look.
     */
    private @Nullable PinCondition pinned(Incident incident) {
        PinCondition condition = evidence.find(incident, PinCondition.class).orElse(null);
        HeapFiles files = evidence.find(incident, HeapFiles.class).orElse(null);
        if (condition == null || files == null) {
            return condition;
        }
        try {
            return condition.with(Heaps.replaced(incident.target(), files), Instant.now());
        } catch (HintedException e) {
            return condition.with(List.of(String.valueOf(e.getMessage())), condition.seenAt());
        }
    }

    private DataLossReport report(Incident incident, @Nullable Culprit culprit) {
        RowCounts counts = evidence.find(incident, RowCounts.class).orElse(null);
        Optional<BackupList> backups = evidence.find(incident, BackupList.class);
        List<AffectedTable> tables = AffectedTables.of(
                culprit,
                counts,
                evidence.find(incident, SchemaFingerprint.class).orElse(null));
        DataLossReport draft = new DataLossReport(
                tables,
                culprit == null ? List.of() : List.of(CulpritWords.of(culprit)),
                AffectedTables.lost(culprit, tables),
                source(culprit, counts),
                lastGood(backups).orElse(null),
                lastGoodAt(backups).orElse(null),
                culprit != null ? culprit.committedAt() : counts == null ? null : counts.baselineAt(),
                incident.noticedAt(),
                evidence.find(incident, Impacts.class).orElse(Impacts.UNKNOWN),
                counts == null ? null : counts.measuredAt(),
                Instant.now(),
                "",
                "");
        String text = LossReportText.markdown(
                incident,
                draft,
                backups.orElse(null),
                pinned(incident),
                evidence.find(incident, CulpritSearch.class).orElse(null));
        StoredFile file = files.write(incident, "data-loss-report.md", text);
        return new DataLossReport(
                draft.tables(),
                draft.culprits(),
                draft.estimatedLost(),
                draft.estimateFrom(),
                draft.lastGoodBackup(),
                draft.lastGoodAt(),
                draft.windowFrom(),
                draft.windowTo(),
                draft.statedImpacts(),
                draft.countedAt(),
                draft.writtenAt(),
                file.name(),
                file.sha256());
    }

    private static String source(@Nullable Culprit culprit, @Nullable RowCounts counts) {
        if (culprit != null) {
            return culprit.named()
                    ? "counted in the WAL of " + culprit.words()
                    : "unknown: the cause of the" + " loss is not known";
        }
        return counts == null || counts.baselineBackup() == null
                ? "unknown: there is neither a culprit nor a baseline"
                : "rows missing against the backup " + counts.baselineBackup() + "; this includes rows that were"
                        + " deleted on purpose since that backup";
    }

    private static Optional<String> lastGood(Optional<BackupList> backups) {
        return backups.flatMap(list -> list.lastGoodBase()
                .map(base -> "base backup " + base.id())
                .or(() -> list.lastGoodLogical().map(dump -> "dump " + dump.id())));
    }

    private static Optional<Instant> lastGoodAt(Optional<BackupList> backups) {
        return backups.flatMap(list -> list.lastGoodBase()
                .map(base -> base.finishedAt())
                .or(() -> list.lastGoodLogical().map(dump -> dump.snapshotAt())));
    }
}
