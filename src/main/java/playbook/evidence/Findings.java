package playbook.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Culprit;
import playbook.incident.DataInPlace;
import playbook.incident.MergeResult;
import playbook.incident.Method;
import playbook.incident.RecoveryOutcome;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowTotals;
import playbook.incident.SchemaFingerprint;

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

    /** The newest outcome of this way back, if it was recovered and not taken back since. */
    public Optional<Found<RecoveryOutcome>> recovered(Method way) {
        return way.outcomes().stream()
                .flatMap(type -> newest(type).stream())
                .map(found -> new Found<RecoveryOutcome>(found.entry(), found.value()))
                .max(Comparator.comparingLong(found -> found.entry().id()))
                .filter(found -> found.value().recovered());
    }

    /** The same by the type of the outcome. */
    public <T extends RecoveryOutcome> Optional<Found<T>> inPlace(Class<T> type) {
        return Stream.of(Method.values())
                .filter(way -> way.outcomes().contains(type))
                .flatMap(way -> recovered(way).stream())
                .filter(found -> type.isInstance(found.value()))
                .map(found -> new Found<>(found.entry(), type.cast(found.value())))
                .findFirst();
    }

    /** The newest recovery whose data is in place. */
    public Optional<Found<RecoveryOutcome>> recovered() {
        return Stream.of(Method.values())
                .flatMap(way -> recovered(way).stream())
                .max(Comparator.comparingLong(found -> found.entry().id()));
    }

    /** The merge, unless it was taken back again. */
    public Optional<Found<MergeResult>> merged() {
        return inPlace(MergeResult.class);
    }

    /** The newest exchange of data directories, if the recovered server's data is in place. */
    public Optional<Found<DataInPlace>> exchanged() {
        return inPlace(DataInPlace.class);
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
