package playbook.process.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.DamagedTables;
import playbook.incident.Figures;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/**
 * Who a suspect is and what it did, in words for the form of the loss.
 *
 * @param counts by which the rows of an altered table are known; null when nothing was counted
 * @param schema by which partitions are told as one table; null when it is not known
 */
record SuspectWords(@Nullable RowCounts counts, @Nullable SchemaFingerprint schema) {

    private static final int TABLES_TOLD = 3;
    private static final int NAMES_TOLD = 8;

    static String who(Culprit culprit) {
        return culprit.following() == null ? Long.toString(culprit.xid()) : culprit.words();
    }

    static String when(Culprit culprit) {
        String first = FormRows.second(culprit.committedAt());
        return culprit.following() == null ? first : first + " to " + FormRows.second(culprit.lastAt());
    }

    /** The suspect in one short line, for a list. */
    static String title(Culprit culprit) {
        return who(culprit) + ", " + when(culprit) + " UTC: "
                + byOperation(culprit).entrySet().stream()
                        .map(operation -> operation.getKey() == Operation.ALTER
                                ? operation.getValue().stream()
                                        .map(change -> change.detail() + " of " + change.table())
                                        .limit(TABLES_TOLD)
                                        .collect(Collectors.joining(", "))
                                : operation.getKey() + " " + sum(operation.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static Map<Operation, List<TableChange>> byOperation(Culprit culprit) {
        return culprit.tables().stream()
                .collect(Collectors.groupingBy(TableChange::operation, LinkedHashMap::new, Collectors.toList()));
    }

    /** What the suspect did: each kind of change with its sum and its tables, partitions as one table. */
    String what(Culprit culprit) {
        List<String> told = new ArrayList<>();
        byOperation(culprit).forEach((operation, changes) -> {
            if (operation == Operation.ALTER) {
                changes.forEach(change -> told.add(altered(change)));
            } else {
                told.add(operation + " " + sum(changes) + ": " + tables(changes));
            }
        });
        if (!culprit.also().isEmpty()) {
            told.add("with " + some(culprit.also()));
        }
        return String.join("; ", told);
    }

    private String tables(List<TableChange> changes) {
        List<TableChange> alike = changes.stream()
                .map(change -> change.destroys()
                        ? change
                        : new TableChange(change.table(), change.oid(), Operation.UPDATE, change.rows()))
                .toList();
        String words = DamagedTables.of(alike, schema).words();
        List<String> kinds = changes.stream()
                .map(TableChange::detail)
                .filter(detail -> !detail.isEmpty())
                .distinct()
                .toList();
        return kinds.isEmpty() ? words : words + " (" + String.join(", ", kinds) + ")";
    }

    private String altered(TableChange change) {
        long rows = change.rows();
        if (rows < 0 && counts != null) {
            rows = counts.of(change.table()).map(RowCounts.TableCount::rows).orElse(-1L);
        }
        return change.withRows(rows).altered();
    }

    private static String sum(List<TableChange> changes) {
        return changes.stream().anyMatch(change -> change.rows() < 0)
                ? "an unknown number of rows"
                : Figures.rows(changes.stream().mapToLong(TableChange::rows).sum());
    }

    static String some(List<String> names) {
        return names.stream().limit(NAMES_TOLD).collect(Collectors.joining(", "))
                + (names.size() > NAMES_TOLD ? " and " + Figures.number(names.size() - NAMES_TOLD) + " more" : "");
    }
}
