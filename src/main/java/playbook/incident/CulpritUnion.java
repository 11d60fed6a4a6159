package playbook.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Combines several culprits into one, which begins with the first and ends with the last. */
final class CulpritUnion {

    private CulpritUnion() {}

    static Culprit of(List<Culprit> parts) {
        List<Culprit> sorted =
                parts.stream().sorted(Comparator.comparing(Culprit::commitLsn)).toList();
        Culprit first = sorted.get(0);
        Culprit last =
                parts.stream().max(Comparator.comparing(Culprit::lastEnd)).orElseThrow();
        List<Long> others = new ArrayList<>(first.subtransactions());
        List<String> also = new ArrayList<>();
        Map<String, TableChange> sums = new LinkedHashMap<>();
        for (Culprit part : sorted.subList(1, sorted.size())) {
            others.add(part.xid());
            others.addAll(part.subtransactions());
        }
        for (Culprit part : sorted) {
            also.addAll(part.also());
            part.tables()
                    .forEach(change -> sums.merge(
                            change.oid() + " " + change.operation() + " " + change.detail(),
                            change,
                            TableChange::plus));
        }
        int commits = parts.stream().mapToInt(Culprit::commits).sum();
        return new Culprit(
                first.xid(),
                others,
                parts.stream()
                        .map(Culprit::firstLsn)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                first.commitLsn(),
                first.endLsn(),
                first.timeline(),
                first.committedAt(),
                List.copyOf(sums.values()),
                also,
                new Culprit.Following(
                        commits,
                        false,
                        last.lastXid(),
                        last.lastCommit(),
                        last.lastEnd(),
                        last.lastAt(),
                        foreign(parts, first, last)));
    }

    /**
     * Number of rows that other transactions wrote between the first and the last; -1 when unknown. It is known only if
     * one part is a series on one table that spans all other parts, and these wrote only to that table: then the series
     * has counted the other parts' rows as foreign ones.
     */
    private static long foreign(List<Culprit> parts, Culprit first, Culprit last) {
        Culprit.Following series = first.following();
        List<TableName> tables = writtenTables(first);
        if (!first.equals(last) || series == null || series.foreignRows() < 0 || tables.size() != 1) {
            return -1;
        }
        List<Culprit> others =
                parts.stream().filter(part -> !part.equals(first)).toList();
        if (others.stream()
                .anyMatch(part -> part.wholeTables() || !writtenTables(part).equals(tables))) {
            return -1;
        }
        long theirs = others.stream()
                .flatMap(part -> part.tables().stream())
                .mapToLong(change -> Math.max(0, change.rows()))
                .sum();
        return Math.max(0, series.foreignRows() - theirs);
    }

    private static List<TableName> writtenTables(Culprit culprit) {
        return culprit.tables().stream().map(TableChange::table).distinct().toList();
    }
}
