package playbook.evidence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Culprit;
import playbook.incident.DataInPlace;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RemovedTables;
import playbook.incident.RestoredTables;
import playbook.incident.RowTotals;
import playbook.incident.SchemaFingerprint;
import playbook.incident.UndoResult;

/** Answers questions about an incident's record, mostly for the newest finding of a type. */
public record Findings(List<Entry> entries) {

    /** The newest finding of this type. */
    public <T> Optional<Found<T>> newest(Class<T> type) {
        return of(type).reduce((older, newer) -> newer).map(entry -> found(entry, type));
    }

    /** Each finding of this type, oldest first. */
    public <T> List<Found<T>> each(Class<T> type) {
        return of(type).map(entry -> found(entry, type)).toList();
    }

    private Stream<Entry> of(Class<?> type) {
        return of(Kind.FOUND).filter(entry -> entry.type().equals(type.getSimpleName()));
    }

    private static <T> Found<T> found(Entry entry, Class<T> type) {
        return new Found<>(entry, Json.read(entry.content(), type));
    }

    /** The first finding of this type; its time says when something was first achieved. */
    public Optional<Entry> first(String type) {
        return of(Kind.FOUND).filter(entry -> entry.type().equals(type)).findFirst();
    }

    public Stream<Entry> of(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }

    /**
     * Whether the entry says that a task or an operation takes longer than expected; such a task or operation continues
     * and has not failed.
     */
    public static boolean late(Entry entry) {
        return entry.kind() == Kind.FAILED
                && (entry.content().contains("' is overdue since ")
                        || entry.content().contains(" is late: "));
    }

    /** The merge, unless it was taken back again. */
    public Optional<Found<MergeResult>> merged() {
        return newest(MergeResult.class)
                .filter(merged -> newest(UndoResult.class)
                        .filter(undone -> undone.entry().id() > merged.entry().id())
                        .isEmpty());
    }

    /** The tables that were made anew, unless they were removed again. */
    public Optional<Found<RestoredTables>> restored() {
        return newest(RestoredTables.class)
                .filter(restored -> newest(RemovedTables.class)
                        .filter(removed ->
                                removed.entry().id() > restored.entry().id())
                        .isEmpty());
    }

    /** The newest exchange of data directories, if the recovered server's data is in place. */
    public Optional<Found<DataInPlace>> exchanged() {
        return newest(DataInPlace.class).filter(data -> data.value().recovered());
    }

    /** The row counts of a recovery by rows, added up over all tables; empty without a culprit. */
    public Optional<RowTotals> totals() {
        return newest(Culprit.class)
                .map(culprit -> RowTotals.of(
                        culprit.value(),
                        newest(RecoveryPlan.class).map(Found::value).orElse(null),
                        merged().map(Found::value).orElse(null)));
    }

    public Optional<SchemaFingerprint> schema() {
        return newest(SchemaFingerprint.class).map(Found::value);
    }

    /** A finding and its place in the record. */
    public record Found<T>(Entry entry, T value) {}
}
