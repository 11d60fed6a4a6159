package playbook.process.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.Figures;
import playbook.incident.RowCounts;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/**
 * The rows that are missing against the baseline, and how many of them a suspect explains.
 *
 * @param counts null when nothing was counted
 */
record MissingRows(@Nullable RowCounts counts) {

    /** How many of the rows that are missing against the baseline this suspect destroyed, in words. */
    String explainedBy(Culprit culprit) {
        if (counts == null || counts.baselineBackup() == null) {
            return "not known: no baseline";
        }
        if (isBeforeBaseline(culprit)) {
            return "nothing: the baseline is younger";
        }
        Map<TableName, Long> missing = missing(counts);
        long all = missing.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return "no rows are missing against the baseline";
        }
        long explained = 0;
        List<String> tables = new ArrayList<>();
        Set<TableName> own = culprit.tables().stream()
                .filter(change -> change.destroys() && takesRows(change))
                .map(TableChange::table)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (TableName table : own) {
            long lacking = missing.getOrDefault(table, 0L);
            if (lacking > 0) {
                long part = Math.min(lacking, destroyed(culprit, table, lacking));
                explained += part;
                tables.add(Figures.number(part) + " of " + Figures.number(lacking) + " in " + table);
            }
        }
        if (explained == all) {
            return "all " + Figures.rows(all) + " that are missing";
        }
        return Figures.number(explained) + " of " + Figures.rows(all) + " that are missing"
                + (tables.isEmpty() ? "" : " (" + SuspectWords.some(tables) + ")");
    }

    private static boolean takesRows(TableChange change) {
        return change.operation() == Operation.DELETE
                || change.operation() == Operation.TRUNCATE
                || change.operation() == Operation.DROP;
    }

    private static long destroyed(Culprit culprit, TableName table, long lacking) {
        return culprit.tables().stream()
                .filter(change -> change.table().equals(table) && takesRows(change))
                .mapToLong(change -> change.rows() < 0 ? lacking : change.rows())
                .sum();
    }

    private static Map<TableName, Long> missing(RowCounts counts) {
        return counts.tables().stream()
                .filter(count -> !count.partitioned())
                .filter(count -> {
                    Long difference = count.difference();
                    return difference != null && difference < 0;
                })
                .collect(Collectors.toMap(
                        RowCounts.TableCount::table,
                        count -> -Objects.requireNonNull(count.difference()),
                        Long::sum,
                        LinkedHashMap::new));
    }

    /** What such a culprit destroyed was gone when the baseline was taken, so none of it is missing against the baseline. */
    boolean isBeforeBaseline(Culprit culprit) {
        return counts != null && counts.baselineAt() != null && culprit.lastAt().isBefore(counts.baselineAt());
    }
}
