package playbook.assess;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.LaterWrites;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.CulpritSearch.Unnamed;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;

/**
 * Ranks what is told, transaction by transaction, in one pass and bounded memory. Commits of one shape are one suspect;
 * the most harmful twenty are listed, and what hardly is the loss comes last.
 */
final class Suspects {

    private static final int KEPT = 20;
    private static final int MOST_ENDED = 400;
    private static final int MOST_OPEN = 2_000;
    private static final int RUNS_OF_ONE_SHAPE = 4;
    private static final int XIDS_TOLD = 5;
    private static final long AROUND_SECONDS = 60;
    private static final int ADDED_AT_ONCE = 10;
    private static final double TRAFFIC_WEIGHS = 0.1;
    private static final double SCRATCH_WEIGHS = 1e-6;

    private record Ranked(Run.One one, double weight, String note, boolean harmless) {}

    private final WalRelations relations;
    private final Harm harm;
    private final Lsn from;
    private final LinkedHashMap<String, List<Run>> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Run> ended = new ArrayList<>();
    private final Map<TableName, Sum> tables = new HashMap<>();
    private final Map<TableName, Run.Write> writes = new HashMap<>();
    private final TreeMap<Long, Sum> seconds = new TreeMap<>();
    private final TreeMap<Long, Long> destroyed = new TreeMap<>();
    private final Map<String, Unnamed> unnamed = new LinkedHashMap<>();
    private int forgotten;
    private long transactions;
    private Sum all = Sum.NONE;
    private @Nullable Instant first;
    private @Nullable Instant last;

    Suspects(WalRelations relations, Map<String, Long> baseline, List<Lsn> backupEnds, Lsn from) {
        this.relations = relations;
        this.harm = new Harm(relations, baseline, backupEnds);
        this.from = from;
    }

    void committed(WalTransaction transaction) {
        if (transaction.commit().isBefore(from)) {
            return;
        }
        List<TableChange> told = relations.changes(transaction);
        harm.made(transaction);
        told.stream().filter(change -> !change.named()).forEach(change -> remember(transaction, change));
        List<TableChange> changes =
                told.stream().filter(TableChange::named).map(harm::counted).toList();
        if (changes.isEmpty() || ours(changes)) {
            return;
        }
        transactions++;
        first = first == null ? transaction.at() : first;
        last = transaction.at();
        Map<TableName, Sum> own = new HashMap<>();
        changes.forEach(change -> own.merge(change.table(), sum(change), Sum::plus));
        Sum whole = own.values().stream().reduce(Sum.NONE, Sum::plus);
        Map<TableName, Sum> before = own.keySet().stream()
                .collect(Collectors.toMap(table -> table, table -> tables.getOrDefault(table, Sum.NONE)));
        Map<TableName, Run.Write> written = new HashMap<>();
        Sum earlier = all;
        Sum one = new Sum(1, whole.deleted(), whole.updated(), whole.inserted());
        all = all.plus(one);
        before.forEach((table, sum) -> {
            Run.Write last = writes.put(table, new Run.Write(earlier.transactions(), sum));
            if (last != null) {
                written.put(table, last);
            }
        });
        own.forEach((table, sum) ->
                tables.merge(table, new Sum(1, sum.deleted(), sum.updated(), sum.inserted()), Sum::plus));
        Map<TableName, Sum> after = own.keySet().stream()
                .collect(Collectors.toMap(table -> table, table -> tables.getOrDefault(table, Sum.NONE)));
        seconds.merge(transaction.at().getEpochSecond(), one, Sum::plus);
        destroyed.merge(whole.deleted() + whole.updated(), 1L, Long::sum);
        boolean destroys = changes.stream().anyMatch(TableChange::destroys);
        boolean adds = changes.stream()
                        .filter(change -> !harm.madeInTheWindow(change))
                        .mapToLong(TableChange::rows)
                        .sum()
                >= ADDED_AT_ONCE;
        if (destroys || adds) {
            keep(shape(changes), new Run.One(culprit(transaction, changes), before, after, written, earlier, one));
        }
    }

    /** The playbook writes to schemas of its own in each transaction of a recovery, and in that of its undoing. */
    private static boolean ours(List<TableChange> changes) {
        return changes.stream().anyMatch(change -> change.table().ofThePlaybook());
    }

    private void remember(WalTransaction transaction, TableChange change) {
        String what = change.table().name();
        Unnamed known = unnamed.getOrDefault(what, new Unnamed(what, 0, 0, 0, 0, List.of()));
        Sum sum = sum(change);
        List<Long> xids = new ArrayList<>(known.xids());
        boolean told = xids.contains(transaction.xid());
        if (!told && xids.size() < XIDS_TOLD) {
            xids.add(transaction.xid());
        }
        unnamed.put(
                what,
                new Unnamed(
                        what,
                        known.transactions() + (told ? 0 : 1),
                        known.deleted() + sum.deleted(),
                        known.updated() + sum.updated(),
                        known.inserted() + sum.inserted(),
                        xids));
    }

    private static Sum sum(TableChange change) {
        long rows = Math.max(0, change.rows());
        return switch (change.operation()) {
            case DELETE -> new Sum(0, rows, 0, 0);
            case UPDATE -> new Sum(0, 0, rows, 0);
            case INSERT -> new Sum(0, 0, 0, rows);
            case TRUNCATE, DROP, ALTER -> Sum.NONE;
        };
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

    /** Which operations on which tables; tables made in the window and dropped again are all alike. */
    private String shape(List<TableChange> changes) {
        return changes.stream()
                .map(change -> change.operation() + " "
                        + (harm.isNew(change) ? "new table" : relations.root(change.oid()) + change.detail()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void keep(String shape, Run.One one) {
        List<Run> runs = open.computeIfAbsent(shape, none -> new ArrayList<>(1));
        for (Run run : runs) {
            if (run.goesOnWith(one)) {
                run.add(one, tables);
                return;
            }
        }
        if (runs.size() == RUNS_OF_ONE_SHAPE) {
            end(runs.remove(0));
        }
        runs.add(new Run(one, tables));
        if (open.size() > MOST_OPEN) {
            String oldest = open.keySet().iterator().next();
            open.getOrDefault(oldest, List.of()).forEach(this::end);
            open.remove(oldest);
        }
    }

    private void end(Run run) {
        ended.add(run);
        if (ended.size() > MOST_ENDED) {
            ended.sort(Comparator.comparingDouble((Run each) -> weight(each)).reversed());
            List<Run> least = ended.subList(MOST_ENDED / 2, ended.size());
            forgotten += least.size();
            least.clear();
        }
    }

    private double weight(Run run) {
        return weight(run.changes())
                * (harm.scratch(run.changes()).isPresent() ? SCRATCH_WEIGHS : 1)
                * (run.looksLikeTraffic() ? TRAFFIC_WEIGHS : 1);
    }

    private double weight(List<TableChange> changes) {
        return changes.stream().mapToDouble(harm::of).sum();
    }

    private List<Ranked> ranked() {
        List<Run> runs = new ArrayList<>(ended);
        open.values().forEach(runs::addAll);
        List<Ranked> ranked = new ArrayList<>();
        for (Run run : runs) {
            boolean traffic = run.looksLikeTraffic();
            for (Run.One one : run.told()) {
                String scratch = harm.scratch(one.culprit().tables()).orElse("");
                double weight = weight(one.culprit().tables()) * (traffic ? TRAFFIC_WEIGHS : 1);
                String note =
                        scratch.isEmpty() && traffic ? "small commits all the time, as an application writes" : scratch;
                ranked.add(new Ranked(one, weight, note, !scratch.isEmpty()));
            }
        }
        ranked.sort(Comparator.comparing(Ranked::harmless)
                .thenComparing(Comparator.comparingDouble(Ranked::weight).reversed()));
        return withOneLineForScratch(ranked);
    }

    private static List<Ranked> withOneLineForScratch(List<Ranked> ranked) {
        List<Ranked> scratch = ranked.stream().filter(Ranked::harmless).toList();
        if (scratch.size() < 2) {
            return ranked;
        }
        List<Ranked> less =
                new ArrayList<>(ranked.stream().filter(one -> !one.harmless()).toList());
        Culprit together = Culprit.together(
                scratch.stream().map(one -> one.one().culprit()).toList());
        less.add(new Ranked(
                new Run.One(
                        together,
                        scratch.get(0).one().before(),
                        scratch.get(0).one().after(),
                        Map.of(),
                        scratch.get(0).one().earlier(),
                        scratch.stream().map(one -> one.one().own()).reduce(Sum.NONE, Sum::plus)),
                scratch.get(0).weight(),
                scratch.stream().map(Ranked::note).distinct().limit(2).collect(Collectors.joining("; ")),
                true));
        return less;
    }

    CulpritSearch search(
            Instant wantedFrom, Lsn until, int timeline, WalReader reader, WalTransactions scanned, double took) {
        double median = median();
        List<Ranked> ranked = ranked();
        List<Ranked> listed = listed(ranked);
        List<Suspect> suspects = listed.stream()
                .map(one -> new Suspect(
                        one.one().culprit(),
                        one.weight() / Math.max(1, median),
                        !scanned.mayHaveBegunEarlier(one.one().culprit().xid()),
                        one.note(),
                        one.harmless(),
                        false,
                        later(one.one())))
                .toList();
        Run.@Nullable One worst = listed.isEmpty() ? null : listed.get(0).one();
        return new CulpritSearch(
                from,
                until,
                wantedFrom,
                first,
                last,
                Math.max(0, reader.bytes()),
                took,
                transactions,
                median,
                reader.gaps().stream()
                        .filter(gap -> from.isBefore(gap.to()))
                        .map(gap -> new CulpritSearch.Gap(gap.from(), gap.to(), gap.what()))
                        .toList(),
                suspects,
                timeLine(worst),
                laterWrites(worst),
                List.copyOf(unnamed.values()),
                ranked.size() - listed.size() + forgotten,
                timeline);
    }

    /** The line of scratch tables stays although it is the last: it says what was put aside. */
    private static List<Ranked> listed(List<Ranked> ranked) {
        if (ranked.size() <= KEPT) {
            return ranked;
        }
        Ranked end = ranked.get(ranked.size() - 1);
        List<Ranked> listed = new ArrayList<>(ranked.subList(0, end.harmless() ? KEPT - 1 : KEPT));
        if (end.harmless()) {
            listed.add(end);
        }
        return listed;
    }

    private double median() {
        long half = (transactions + 1) / 2;
        long seen = 0;
        for (Map.Entry<Long, Long> entry : destroyed.entrySet()) {
            seen += entry.getValue();
            if (seen >= half) {
                return entry.getKey();
            }
        }
        return 0;
    }

    private List<CulpritSearch.Second> timeLine(Run.@Nullable One worst) {
        if (worst == null) {
            return List.of();
        }
        long middle =
                worst.culprit().committedAt().truncatedTo(ChronoUnit.SECONDS).getEpochSecond();
        return seconds.subMap(middle - AROUND_SECONDS, true, middle + AROUND_SECONDS, true).entrySet().stream()
                .map(entry -> new CulpritSearch.Second(
                        Instant.ofEpochSecond(entry.getKey()),
                        entry.getValue().transactions(),
                        entry.getValue().deleted(),
                        entry.getValue().updated(),
                        entry.getValue().inserted()))
                .toList();
    }

    /** What others committed since it began to, in all tables of the database. */
    private CulpritSearch.Later later(Run.One one) {
        Sum later = all.minus(one.earlier()).minus(one.own());
        return new CulpritSearch.Later(later.transactions(), later.deleted(), later.updated(), later.inserted());
    }

    private List<LaterWrites> laterWrites(Run.@Nullable One worst) {
        if (worst == null) {
            return List.of();
        }
        List<LaterWrites> later = new ArrayList<>();
        worst.after().forEach((table, before) -> {
            Sum since = tables.getOrDefault(table, Sum.NONE).minus(before);
            later.add(new LaterWrites(table, since.transactions(), since.deleted(), since.updated(), since.inserted()));
        });
        later.sort(Comparator.comparing((LaterWrites writes) -> writes.table().toString()));
        return later;
    }
}
