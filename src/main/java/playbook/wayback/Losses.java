package playbook.wayback;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Figures;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;

/** Describes what each way back would lose, before a person chooses. */
final class Losses {

    private Losses() {}

    /** What row recovery cannot bring back of the destroyed data, and which added rows it removes. */
    static String ofRows(@Nullable Culprit culprit, @Nullable SchemaFingerprint schema, @Nullable RowCounts counts) {
        String rest = "destroyed rows come back, later writes stay; conflicts are listed for a person.";
        if (culprit == null) {
            return "Nothing: " + rest;
        }
        List<String> more = new ArrayList<>();
        List<UnloggedLoss> unlogged = UnloggedLoss.of(culprit.tables(), schema, counts);
        unlogged.stream().filter(UnloggedLoss::suspected).forEach(loss -> more.add(loss.words()));
        culprit.tables().stream()
                .filter(change -> change.oid() == 0 && change.operation() != TableChange.Operation.INSERT)
                .forEach(gone -> more.add(
                        Figures.rows(gone.rows()) + " of " + gone.table() + ": that table was dropped since."));
        if (!culprit.also().isEmpty()) {
            more.add("Dropped with it, and not made again: " + String.join(", ", culprit.also()) + ".");
        }
        String taken = more.isEmpty() ? "Nothing: " + rest : "All but this: " + rest + " " + String.join(" ", more);
        String removed = culprit.added().isEmpty()
                ? ""
                : " Removed again, unless somebody changed or uses them: " + culprit.added()
                        + " that the transaction added.";
        return unlogged.stream()
                .filter(loss -> !loss.suspected())
                .map(loss -> " " + loss.words())
                .collect(Collectors.joining("", taken + removed, ""));
    }

    /**
     * What a point-in-time recovery loses. The total comes from the search; tables and other databases are counted
     * before the approval.
     */
    static String ofGoingBack(
            @Nullable CulpritSearch search,
            @Nullable Culprit culprit,
            @Nullable SchemaFingerprint schema,
            @Nullable RowCounts counts) {
        String all = "Every write of every database on the server after that moment";
        String unlogged = UnloggedLoss.all(schema).stream()
                .map(table -> table + rowsNow(counts, table))
                .collect(Collectors.joining(", "));
        String with = unlogged.isEmpty()
                ? ""
                : " And all rows of the unlogged tables, which only a dump has: " + unlogged + ".";
        List<UnloggedLoss> own = culprit == null ? List.of() : UnloggedLoss.of(culprit.tables(), null, counts);
        String gone = own.isEmpty()
                ? ""
                : " It does not bring back what the transaction took from tables that are not logged: "
                        + own.stream().map(UnloggedLoss::words).collect(Collectors.joining(" "));
        String later = search == null || culprit == null ? "" : later(search, culprit);
        return (later.isEmpty()
                        ? all + "; counted before the approval."
                        : all + ": " + later + "; tables and other databases are counted before the approval.")
                + with
                + gone;
    }

    private static String later(CulpritSearch search, Culprit culprit) {
        return search.suspects().stream()
                .filter(suspect -> suspect.culprit().equals(culprit))
                .flatMap(suspect -> Stream.ofNullable(suspect.later()))
                .map(CulpritSearch.Later::words)
                .findFirst()
                .orElse("");
    }

    private static String rowsNow(@Nullable RowCounts counts, TableName table) {
        return counts == null
                ? ""
                : counts.of(table)
                        .filter(count -> count.rows() >= 0)
                        .map(count -> " " + Figures.rows(count.rows()))
                        .orElse("");
    }
}
