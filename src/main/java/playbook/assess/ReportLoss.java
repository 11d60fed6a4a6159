package playbook.assess;

import java.time.Instant;
import java.util.ArrayList;
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
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.UnloggedLoss;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Heaps;

/** A6: the data-loss report, from what was found; what nobody measured is called unknown. */
@Component
public class ReportLoss implements ShortStep {

    /** Whether somebody is known to have destroyed something. */
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
        return StepResult.of((culprit == null ? Outcome.CULPRIT_UNKNOWN : Outcome.CULPRIT_KNOWN), report);
    }

    /** Looked at once more: the report is what people judge by, and a table may have been rewritten meanwhile. */
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
        List<AffectedTable> tables = new ArrayList<>(affected(culprit, counts));
        if (culprit != null) {
            tables.addAll(unlogged(
                    culprit, evidence.find(incident, SchemaFingerprint.class).orElse(null), counts));
        }
        DataLossReport draft = new DataLossReport(
                tables,
                culprit == null ? List.of() : List.of(words(culprit)),
                estimate(culprit, tables),
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

    /** What the culprit touched; without a culprit the tables with fewer rows than their baseline, or unreadable. */
    static List<AffectedTable> affected(@Nullable Culprit culprit, @Nullable RowCounts counts) {
        List<AffectedTable> affected = new ArrayList<>();
        if (culprit != null) {
            for (TableChange change : culprit.tables()) {
                if (change.operation() != TableChange.Operation.INSERT) {
                    Optional<TableCount> count = Optional.ofNullable(counts).flatMap(known -> known.of(change.table()));
                    affected.add(new AffectedTable(
                            change.table(),
                            count.map(TableCount::rows).orElse(-1L),
                            count.map(TableCount::baseline).orElse(null),
                            change.rows(),
                            change.operation().name()));
                }
            }
        } else if (counts != null) {
            for (TableCount count : counts.tables()) {
                Long difference = count.difference();
                if (!count.partitioned() && (count.trouble() != null || (difference != null && difference < 0))) {
                    String how = count.trouble() == null ? "fewer rows than the baseline" : count.trouble();
                    affected.add(new AffectedTable(count.table(), count.rows(), count.baseline(), null, how));
                }
            }
        }
        return affected;
    }

    /** Their rows are in no WAL: how many went, only a baseline can say. */
    static List<AffectedTable> unlogged(
            Culprit culprit, @Nullable SchemaFingerprint schema, @Nullable RowCounts counts) {
        return UnloggedLoss.of(culprit.tables(), schema, counts).stream()
                .map(loss -> new AffectedTable(
                        loss.table(),
                        loss.rows(),
                        loss.baseline(),
                        loss.baseline() == null || loss.rows() < 0 ? null : Math.max(0, loss.baseline() - loss.rows()),
                        loss.words()))
                .toList();
    }

    private static long estimate(@Nullable Culprit culprit, List<AffectedTable> tables) {
        if (culprit != null) {
            boolean unknown = !culprit.named()
                    || tables.stream()
                            .map(AffectedTable::destroyed)
                            .anyMatch(destroyed -> destroyed == null || destroyed < 0);
            return unknown ? -1 : culprit.destroyedRows();
        }
        long missing = 0;
        for (AffectedTable table : tables) {
            if (table.baseline() == null || table.rows() < 0) {
                return -1;
            }
            missing += table.baseline() - table.rows();
        }
        return tables.isEmpty() ? -1 : missing;
    }

    private static String source(@Nullable Culprit culprit, @Nullable RowCounts counts) {
        if (culprit != null) {
            return culprit.named() ? "counted in the WAL of " + culprit.words() : "unknown: nobody who is known did it";
        }
        return counts == null || counts.baselineBackup() == null
                ? "unknown: there is neither a culprit nor a baseline"
                : "rows missing against the backup " + counts.baselineBackup() + ", deletions since then included";
    }

    static String words(Culprit culprit) {
        List<String> acts = culprit.tables().stream()
                .map(change -> switch (change.operation()) {
                    case INSERT -> "inserted " + rows(change) + " into " + change.table();
                    case UPDATE -> "changed " + rows(change) + " of " + change.table();
                    case DELETE -> "deleted " + rows(change) + " from " + change.table();
                    case TRUNCATE -> "emptied " + kind(change) + change.table() + " (" + rows(change) + ")";
                    case DROP -> "dropped " + kind(change) + change.table() + " (" + rows(change) + ")";
                    case ALTER ->
                        "altered " + change.table() + ": " + change.detail()
                                + (change.rows() == 0 ? "" : " (its values in " + rows(change) + ")");
                })
                .toList();
        if (!culprit.named()) {
            return "nobody who is known; everything was still there at " + culprit.committedAt();
        }
        String also = culprit.also().isEmpty() ? "" : "; dropped with it: " + String.join(", ", culprit.also());
        return culprit.words() + " on timeline " + culprit.timeline() + ", committed at " + culprit.committedAt()
                + (culprit.following() == null ? "" : " to " + culprit.lastAt()) + " (WAL position "
                + culprit.commitLsn() + "), " + String.join("; ", acts) + also;
    }

    private static String kind(TableChange change) {
        return change.detail().isEmpty() ? "" : change.detail() + " ";
    }

    private static String rows(TableChange change) {
        return change.rows() < 0
                ? "an unknown number of rows"
                : change.rows() + (change.rows() == 1 ? " row" : " rows");
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
