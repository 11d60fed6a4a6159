package playbook.assess;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.DataLossReport.AffectedTable;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.UnloggedLoss;

/** Which tables a loss touched and how many rows each of them lost, from the findings; -1 or null means unknown. */
final class AffectedTables {

    private AffectedTables() {}

    /**
     * The tables that the culprit touched; without a culprit, the tables that have fewer rows than the baseline or
     * cannot be read.
     */
    static List<AffectedTable> of(
            @Nullable Culprit culprit, @Nullable RowCounts counts, @Nullable SchemaFingerprint schema) {
        if (culprit == null) {
            return counts == null ? List.of() : fewerThanBefore(counts);
        }
        List<AffectedTable> affected = new ArrayList<>(touched(culprit, counts));
        affected.addAll(unlogged(culprit, schema, counts));
        return affected;
    }

    private static List<AffectedTable> touched(Culprit culprit, @Nullable RowCounts counts) {
        List<AffectedTable> affected = new ArrayList<>();
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
        return affected;
    }

    private static List<AffectedTable> fewerThanBefore(RowCounts counts) {
        List<AffectedTable> affected = new ArrayList<>();
        for (TableCount count : counts.tables()) {
            Long difference = count.difference();
            if (!count.partitioned() && (count.trouble() != null || (difference != null && difference < 0))) {
                String how = count.trouble() == null ? "fewer rows than the baseline" : count.trouble();
                affected.add(new AffectedTable(count.table(), count.rows(), count.baseline(), null, how));
            }
        }
        return affected;
    }

    /** Rows of unlogged tables are in no WAL: only the baseline can say how many were lost. */
    private static List<AffectedTable> unlogged(
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

    /** Lost rows of all tables, -1 when unknown. */
    static long lost(@Nullable Culprit culprit, List<AffectedTable> tables) {
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
}
