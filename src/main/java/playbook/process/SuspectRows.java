package playbook.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.DamagedTables;
import playbook.incident.Figures;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** What the form of the loss shows of the search: each suspect, what it explains, and what could not be seen. */
final class SuspectRows {

    static final String NOBODY = "none";
    static final String SEVERAL = "several";

    private static final int TABLES_TOLD = 3;
    private static final String NOTHING = "–";

    private final CulpritSearch search;
    private final @Nullable RowCounts counts;
    private final @Nullable SchemaFingerprint schema;

    SuspectRows(CulpritSearch search, @Nullable RowCounts counts, @Nullable SchemaFingerprint schema) {
        this.search = search;
        this.counts = counts;
        this.schema = schema;
    }

    List<Map<String, Object>> rows() {
        return search.suspects().stream()
                .map(suspect -> {
                    Culprit culprit = suspect.culprit();
                    return FormRows.row(
                            "xid",
                            Long.toString(culprit.xid()),
                            "who",
                            who(culprit),
                            "committedAt",
                            when(culprit),
                            "title",
                            title(culprit),
                            "what",
                            what(culprit),
                            "explains",
                            suspect.undone() ? "nothing: what it took was given back" : explains(culprit),
                            "remark",
                            remark(suspect));
                })
                .toList();
    }

    /** The suspects, and the two answers that are always there. */
    List<Map<String, Object>> choices() {
        List<Map<String, Object>> choices = new ArrayList<>(each());
        if (choices.size() > 1) {
            choices.add(Map.of("label", "Several of these", "value", SEVERAL));
        }
        choices.add(Map.of("label", "A loss, but none of these", "value", NOBODY));
        return choices;
    }

    /** The suspects alone, without those whose harm was undone before. */
    List<Map<String, Object>> each() {
        return search.suspects().stream()
                .filter(suspect -> !suspect.undone())
                .<Map<String, Object>>map(suspect -> Map.of(
                        "label",
                        title(suspect.culprit()) + (suspect.note().isEmpty() ? "" : " (" + suspect.note() + ")"),
                        "value",
                        Long.toString(suspect.culprit().xid())))
                .toList();
    }

    private static String who(Culprit culprit) {
        return culprit.following() == null ? Long.toString(culprit.xid()) : culprit.words();
    }

    private static String when(Culprit culprit) {
        String first = FormRows.second(culprit.committedAt());
        return culprit.following() == null ? first : first + " to " + FormRows.second(culprit.lastAt());
    }

    /** Short enough for one line of a list. */
    private static String title(Culprit culprit) {
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

    /** Each way of destroying, and what it added, with its sum and its tables, partitions as one. */
    private String what(Culprit culprit) {
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

    private static String some(List<String> names) {
        return names.stream().limit(8).collect(Collectors.joining(", "))
                + (names.size() > 8 ? " and " + Figures.number(names.size() - 8) + " more" : "");
    }

    /** The part of the rows that are missing against the baseline which this suspect destroyed. */
    String explains(Culprit culprit) {
        if (counts == null || counts.baselineBackup() == null) {
            return "not known: no baseline";
        }
        if (beforeTheBaseline(culprit)) {
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
                + (tables.isEmpty() ? "" : " (" + some(tables) + ")");
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
                        count -> -java.util.Objects.requireNonNull(count.difference()),
                        Long::sum,
                        LinkedHashMap::new));
    }

    /** What it destroyed was gone already when the baseline was taken, so nothing of it is missing against that. */
    private boolean beforeTheBaseline(Culprit culprit) {
        return counts != null && counts.baselineAt() != null && culprit.lastAt().isBefore(counts.baselineAt());
    }

    private String remark(Suspect suspect) {
        List<String> remarks = new ArrayList<>();
        if (!suspect.complete()) {
            remarks.add("at least these rows: it may have begun before the search");
        }
        if (!suspect.note().isEmpty()) {
            remarks.add(suspect.note());
        }
        if (counts != null && counts.baselineAt() != null && beforeTheBaseline(suspect.culprit())) {
            remarks.add("it committed before the baseline of " + Figures.second(counts.baselineAt())
                    + ": the counts cannot show what it destroyed");
        }
        Culprit.Following following = suspect.culprit().following();
        if (following != null && following.foreignRows() > 0) {
            remarks.add(
                    "others wrote at least " + Figures.rows(following.foreignRows()) + " of the same tables between");
        }
        return remarks.isEmpty() ? NOTHING : String.join("; ", remarks);
    }

    /** Where was searched, and what can't be seen there. */
    List<Map<String, Object>> seen() {
        List<String> lines = new ArrayList<>();
        Instant first = search.firstCommitAt();
        Instant last = search.lastCommitAt();
        lines.add("Searched from " + search.from() + " to " + search.until()
                + (first == null || last == null
                        ? ": no commit that changed a table"
                        : ": " + Figures.count(search.transactions(), "commit", "commits")
                                + " that changed tables, from " + Figures.second(first) + " to "
                                + Figures.second(last)));
        search.gaps().forEach(gap -> lines.add("NOT SEEN: " + gap.from() + " to " + gap.to() + ", " + gap.what()));
        search.unnamed().forEach(unnamed -> lines.add("NOT NAMED: " + unnamed.words()));
        if (search.omitted() > 0) {
            lines.add("Not listed: " + Figures.count(search.omitted(), "suspect", "suspects") + " that did less harm");
        }
        lines.add("The search can't see what happened earlier, in other databases, or in unlogged tables."
                + " If the loss is none of the list, say so and give the time when all was still there.");
        return lines.stream()
                .<Map<String, Object>>map(line -> Map.of("text", line))
                .toList();
    }
}
