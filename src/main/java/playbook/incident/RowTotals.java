package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * The sums of a recovery by rows, over all tables.
 *
 * @param destroyed rows that the culprit destroyed; -1 when no transaction is known, or not all of its rows could be
 *     counted
 * @param recovered rows that were put back, or set to their former values
 * @param present rows that already had their former values when the plan was made
 * @param keptLater rows of which somebody later changed every column that the culprit had changed; the later values
 *     stay
 * @param conflicts rows that stay as they are because of a conflict, including added rows that are in use
 * @param removed deleted rows that the culprit had added
 * @param wished rows that stay as they are by a person's choice: named rows, and added rows that were to stay
 */
public record RowTotals(
        long destroyed, long recovered, long present, long keptLater, long conflicts, long removed, long wished) {

    /** @param merged null when nothing was put back, or when it was taken back again */
    public static RowTotals of(Culprit culprit, @Nullable RecoveryPlan plan, @Nullable MergeResult merged) {
        boolean unknown = !culprit.named()
                || culprit.tables().stream()
                        .anyMatch(change -> change.operation() != TableChange.Operation.INSERT && change.rows() < 0);
        long recovered = merged == null
                ? 0
                : merged.tables().stream()
                        .mapToLong(table -> table.inserted() + table.updated())
                        .sum();
        return new RowTotals(
                unknown ? -1 : culprit.destroyedRows(),
                recovered,
                plan == null
                        ? 0
                        : plan.tables().stream()
                                .mapToLong(RecoveryPlan.TablePlan::present)
                                .sum(),
                plan == null
                        ? 0
                        : plan.tables().stream()
                                .mapToLong(RecoveryPlan.TablePlan::keptWhole)
                                .sum(),
                conflicts(plan, false),
                merged == null
                        ? 0
                        : merged.tables().stream()
                                .mapToLong(MergeResult.Merged::removed)
                                .sum(),
                conflicts(plan, true));
    }

    /** Rows that stay as the culprit left them. */
    public long leftAlone() {
        return conflicts + wished;
    }

    private static long conflicts(@Nullable RecoveryPlan plan, boolean wished) {
        return plan == null
                ? 0
                : plan.tables().stream()
                        .flatMap(table -> table.conflicts().stream())
                        .filter(listed -> listed.wished() == wished)
                        .mapToLong(RecoveryPlan.Listed::count)
                        .sum();
    }

    /**
     * Destroyed rows that did not come back, without those whose newer values were kept; -1 when their number is not
     * known.
     */
    public long notRecovered() {
        return destroyed < 0 ? -1 : Math.max(0, destroyed - recovered - present - keptLater);
    }
}
