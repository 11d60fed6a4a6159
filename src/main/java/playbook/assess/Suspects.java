package playbook.assess;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.LaterWrites;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;

/** Ranks transactions as they are told, in one pass and bounded memory: the worst twenty stay. */
final class Suspects {

    private static final int KEPT = 20;
    private static final double WHOLE_TABLE = 1e9;
    private static final int DELETED_WEIGHS = 4;
    private static final long AROUND_SECONDS = 60;

    /** Rows and transactions so far. */
    private record Sum(long transactions, long deleted, long updated, long inserted) {
        static final Sum NONE = new Sum(0, 0, 0, 0);

        Sum plus(Sum other) {
            return new Sum(
                    transactions + other.transactions,
                    deleted + other.deleted,
                    updated + other.updated,
                    inserted + other.inserted);
        }

        Sum minus(Sum other) {
            return new Sum(
                    transactions - other.transactions,
                    deleted - other.deleted,
                    updated - other.updated,
                    inserted - other.inserted);
        }
    }

    /** @param sums of its tables, up to and with itself */
    private record Kept(Culprit culprit, double weight, Map<TableName, Sum> sums) {}

    private final WalRelations relations;
    private final Map<String, Long> baseline;
    private final Lsn from;
    private final List<Kept> kept = new ArrayList<>();
    private final Map<TableName, Sum> tables = new HashMap<>();
    private final TreeMap<Long, Sum> seconds = new TreeMap<>();
    private final TreeMap<Long, Long> destroyed = new TreeMap<>();
    private long transactions;
    private @Nullable Instant first;
    private @Nullable Instant last;

    Suspects(WalRelations relations, Map<String, Long> baseline, Lsn from) {
        this.relations = relations;
        this.baseline = baseline;
        this.from = from;
    }

    void committed(WalTransaction transaction) {
        if (transaction.commit().isBefore(from)) {
            return;
        }
        List<TableChange> changes = relations.changes(transaction);
        if (changes.isEmpty()) {
            return;
        }
        transactions++;
        first = first == null ? transaction.at() : first;
        last = transaction.at();
        Map<TableName, Sum> own = new HashMap<>();
        changes.forEach(change -> own.merge(change.table(), sum(change), Sum::plus));
        Sum whole = own.values().stream().reduce(Sum.NONE, Sum::plus);
        own.forEach((table, sum) ->
                tables.merge(table, new Sum(1, sum.deleted(), sum.updated(), sum.inserted()), Sum::plus));
        seconds.merge(
                transaction.at().getEpochSecond(),
                new Sum(1, whole.deleted(), whole.updated(), whole.inserted()),
                Sum::plus);
        destroyed.merge(whole.deleted() + whole.updated(), 1L, Long::sum);
        double weight = weight(changes);
        if (weight > 0) {
            keep(transaction, changes, weight);
        }
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

    private double weight(List<TableChange> changes) {
        double weight = 0;
        for (TableChange change : changes) {
            weight += switch (change.operation()) {
                case DROP, TRUNCATE, ALTER -> WHOLE_TABLE + Math.max(0, relations.estimatedRows(change.oid()));
                case DELETE -> DELETED_WEIGHS * (double) change.rows();
                case UPDATE -> change.rows();
                case INSERT -> 0;
            };
        }
        return weight;
    }

    private void keep(WalTransaction transaction, List<TableChange> changes, double weight) {
        if (kept.size() == KEPT) {
            Kept least = kept.get(KEPT - 1);
            if (least.weight() >= weight) {
                return;
            }
            kept.remove(KEPT - 1);
        }
        Map<TableName, Sum> sums = new HashMap<>();
        List<TableChange> counted = new ArrayList<>();
        for (TableChange change : changes) {
            sums.put(change.table(), tables.getOrDefault(change.table(), Sum.NONE));
            boolean whole = change.operation() == Operation.DROP || change.operation() == Operation.TRUNCATE;
            long rows = whole ? baseline.getOrDefault(change.table().toString(), -1L) : change.rows();
            counted.add(new TableChange(change.table(), change.oid(), change.operation(), rows));
        }
        Culprit culprit = new Culprit(
                transaction.xid(),
                transaction.subtransactions(),
                transaction.first(),
                transaction.commit(),
                transaction.end(),
                transaction.timeline(),
                transaction.at(),
                counted);
        kept.add(new Kept(culprit, weight, sums));
        kept.sort(Comparator.comparingDouble(Kept::weight).reversed());
    }

    CulpritSearch search(
            Instant wantedFrom, Lsn from, Lsn until, WalReader reader, WalTransactions scanned, double took) {
        double median = median();
        List<CulpritSearch.Suspect> suspects = kept.stream()
                .map(one -> new CulpritSearch.Suspect(
                        one.culprit(),
                        one.weight() >= WHOLE_TABLE ? one.weight() : one.weight() / Math.max(1, median),
                        !scanned.mayHaveBegunEarlier(one.culprit().xid())))
                .toList();
        return new CulpritSearch(
                from,
                until,
                wantedFrom,
                first,
                last,
                reader.bytes(),
                took,
                transactions,
                median,
                reader.gaps().stream()
                        .map(gap -> new CulpritSearch.Gap(gap.from(), gap.to(), gap.what()))
                        .toList(),
                suspects,
                timeLine(),
                laterWrites());
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

    private List<CulpritSearch.Second> timeLine() {
        if (kept.isEmpty()) {
            return List.of();
        }
        long middle = kept.get(0)
                .culprit()
                .committedAt()
                .truncatedTo(ChronoUnit.SECONDS)
                .getEpochSecond();
        return seconds.subMap(middle - AROUND_SECONDS, true, middle + AROUND_SECONDS, true).entrySet().stream()
                .map(entry -> new CulpritSearch.Second(
                        Instant.ofEpochSecond(entry.getKey()),
                        entry.getValue().transactions(),
                        entry.getValue().deleted(),
                        entry.getValue().updated(),
                        entry.getValue().inserted()))
                .toList();
    }

    private List<LaterWrites> laterWrites() {
        if (kept.isEmpty()) {
            return List.of();
        }
        List<LaterWrites> later = new ArrayList<>();
        kept.get(0).sums().forEach((table, before) -> {
            Sum since = tables.getOrDefault(table, Sum.NONE).minus(before);
            later.add(new LaterWrites(table, since.transactions(), since.deleted(), since.updated(), since.inserted()));
        });
        later.sort(Comparator.comparing((LaterWrites writes) -> writes.table().toString()));
        return later;
    }
}
