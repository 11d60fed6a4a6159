package playbook.assess;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;

/**
 * Gets all transactions in one pass and ranks them in bounded memory. Consecutive commits of the same shape can become
 * one suspect; the twenty most harmful are listed, harmless ones last.
 */
final class Suspects {

    private static final int ADDED_AT_ONCE = 10;

    private final WalRelations relations;
    private final TableHistory history;
    private final Harm harm;
    private final Lsn from;
    private final Totals totals = new Totals();
    private final Runs runs;
    private final UnnamedChanges unnamed = new UnnamedChanges();
    private final ReportedTables reported;

    Suspects(
            WalRelations relations,
            Map<String, Long> baseline,
            List<Lsn> backupEnds,
            Lsn from,
            ReportedTables reported) {
        this.reported = reported;
        this.relations = relations;
        this.history = new TableHistory(relations, baseline, backupEnds);
        this.harm = new Harm(relations, history);
        this.from = from;
        this.runs = new Runs(harm, totals);
    }

    void committed(WalTransaction transaction) {
        if (transaction.commit().isBefore(from)) {
            return;
        }
        List<TableChange> told = relations.changes(transaction);
        history.made(transaction);
        told.stream().filter(change -> !change.named()).forEach(change -> unnamed.add(transaction.xid(), change));
        List<TableChange> changes =
                told.stream().filter(TableChange::named).map(history::counted).toList();
        if (changes.isEmpty() || ours(changes)) {
            return;
        }
        CommitSums sums = totals.add(transaction.at(), changes);
        boolean destroys = changes.stream().anyMatch(TableChange::destroys);
        boolean adds = changes.stream()
                        .filter(change -> !history.madeInTheWindow(change))
                        .mapToLong(TableChange::rows)
                        .sum()
                >= ADDED_AT_ONCE;
        if (destroys || adds) {
            runs.add(shape(changes), new Run.One(culprit(transaction, changes), sums));
        }
    }

    /**
     * Whether the playbook itself did this: each transaction of a recovery, or of its undoing, also writes to the
     * playbook's own schemas.
     */
    private static boolean ours(List<TableChange> changes) {
        return changes.stream().anyMatch(change -> change.table().ofThePlaybook());
    }

    private Culprit culprit(WalTransaction transaction, List<TableChange> changes) {
        return new Culprit(
                transaction.xid(),
                transaction.subtransactions(),
                transaction.first(),
                transaction.commit(),
                transaction.end(),
                transaction.timeline(),
                transaction.at(),
                changes,
                relations.alsoDropped(transaction),
                null);
    }

    /**
     * The operations and their tables. All tables that were created in the window and then dropped or emptied count as
     * the same table.
     */
    private String shape(List<TableChange> changes) {
        return changes.stream()
                .map(change -> change.operation() + " "
                        + (history.isNew(change) ? "new table" : relations.root(change.oid()) + change.detail()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    CulpritSearch search(
            Instant wantedFrom, Lsn until, int timeline, WalReader reader, WalTransactions scanned, double took) {
        double median = totals.median();
        List<Ranked> ranked = Ranked.of(runs, harm, reported);
        List<Ranked> listed = Ranked.listed(ranked);
        List<Suspect> suspects = listed.stream()
                .map(one -> new Suspect(
                        one.one().culprit(),
                        one.weight() / Math.max(1, median),
                        !scanned.mayHaveBegunEarlier(one.one().culprit().xid()),
                        one.note(),
                        one.harmless(),
                        false,
                        totals.since(one.one().sums())))
                .toList();
        List<Run.One> worst = listed.stream().limit(1).map(Ranked::one).toList();
        return new CulpritSearch(
                from,
                until,
                wantedFrom,
                totals.first(),
                totals.last(),
                Math.max(0, reader.bytes()),
                took,
                totals.transactions(),
                median,
                reader.gaps().stream()
                        .filter(gap -> from.isBefore(gap.to()))
                        .map(gap -> new CulpritSearch.Gap(gap.from(), gap.to(), gap.what()))
                        .toList(),
                suspects,
                worst.stream()
                        .flatMap(one -> totals.around(one.culprit().committedAt()).stream())
                        .toList(),
                worst.stream()
                        .flatMap(one -> totals.writesAfter(one.sums()).stream())
                        .toList(),
                unnamed.all(),
                ranked.size() - listed.size() + runs.forgotten(),
                timeline);
    }
}
