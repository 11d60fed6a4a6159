package playbook.practice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.practice.OracleLine.Write;
import playbook.practice.OracleRecord.Destruction;
import playbook.practice.OracleRecord.Transaction;

/** What happened to one row since the seeding, and so how it may look now. */
final class RowHistory {

    private record Step(Write write, Transaction transaction) {

        @Nullable
        Long content() {
            return write.deleted() ? null : write.hash();
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private @Nullable Long destroyed;
    private @Nullable Long created;
    private @Nullable Destruction loss;
    private @Nullable Undone undone;

    void written(Write write, Transaction transaction) {
        steps.add(new Step(write, transaction));
    }

    /** Notes a loss of this row; called in the order of the losses, of which the newest counts. */
    void lost(LossFile.Row row, Destruction by) {
        if (row.created()) {
            created = row.hash();
        } else {
            destroyed = row.hash();
            loss = by;
        }
    }

    /** Makes this row judged as one of a server that went back in time. */
    RowHistory after(@Nullable Undone exchange) {
        undone = exchange;
        return this;
    }

    /** Transactions that the exchange undid, of which this row shows nothing. */
    List<Transaction> undone(@Nullable Long live) {
        Undone exchange = undone;
        return exchange == null
                ? List.of()
                : steps.stream()
                        .filter(step -> exchange.undoes(step.transaction()) && !Objects.equals(step.content(), live))
                        .map(Step::transaction)
                        .toList();
    }

    /** When it was lost, the last time when there were several; null when never. */
    @Nullable
    Instant destroyedAt() {
        return loss == null ? null : loss.committedAt();
    }

    /** Whether somebody made a new row with the destroyed row's key. */
    boolean contested(Instant snapshotAt) {
        return destroyed != null
                && certain(snapshotAt).stream().anyMatch(step -> step.write().version() == 1);
    }

    /** @return null when the content is one that may be, otherwise what went wrong */
    @Nullable
    Fault judge(@Nullable Long seeded, @Nullable Long live, Instant snapshotAt) {
        if (created != null && undone == null) {
            // What the loss itself left behind (its audit entries) may stay or go.
            return live == null || live.equals(created) ? null : new Fault(null, List.of());
        }
        List<Step> certain = certain(snapshotAt);
        Step last = certain.isEmpty() ? null : certain.get(certain.size() - 1);
        Long expected = last != null ? last.content() : destroyed != null ? destroyed : seeded;
        if (Objects.equals(expected, live) || possible(last, snapshotAt, live)) {
            return null;
        }
        List<Transaction> missing = new ArrayList<>();
        for (int i = certain.size() - 1;
                i >= 0 && !Objects.equals(certain.get(i).content(), live);
                i--) {
            missing.add(certain.get(i).transaction());
        }
        return new Fault(expected, List.copyOf(missing));
    }

    private boolean possible(@Nullable Step last, Instant snapshotAt, @Nullable Long live) {
        long version = last == null ? 0 : last.write().version();
        return counting()
                .filter(step -> open(step) || !step.transaction().acknowledgedBefore(snapshotAt))
                .filter(step -> step.write().version() > version)
                .anyMatch(step -> Objects.equals(step.content(), live));
    }

    private List<Step> certain(Instant snapshotAt) {
        return counting()
                .filter(step -> !open(step) && step.transaction().acknowledgedBefore(snapshotAt))
                .sorted(Comparator.comparingLong(step -> step.write().version()))
                .toList();
    }

    /**
     * The writes that count: those before the loss are in the row as the oracle saw it under lock, those that an
     * exchange undid are gone.
     */
    private Stream<Step> counting() {
        Destruction by = loss;
        Undone exchange = undone;
        return steps.stream()
                .filter(step -> by == null || step.transaction().intendedAt().isAfter(by.committedAt()))
                .filter(step -> exchange == null || !exchange.undoes(step.transaction()));
    }

    private boolean open(Step step) {
        Undone exchange = undone;
        return exchange != null && exchange.leavesOpen(step.transaction());
    }

    /**
     * @param expected hash that should be there, null when no row should
     * @param missing acknowledged transactions which this row does not show, the newest first
     */
    record Fault(@Nullable Long expected, List<Transaction> missing) {}
}
