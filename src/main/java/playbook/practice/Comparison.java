package playbook.practice;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.practice.OracleRecord.Destruction;
import playbook.practice.OracleRecord.Transaction;

/** Compares, key by key, the rows that must be there with those that are there, and counts. */
final class Comparison {

    private static final int TOLD = 20;

    private final OracleRecord oracle;
    private final Instant snapshotAt;
    private final Map<String, SortedMap<Long, RowHistory>> histories;
    private final @Nullable Destruction latest;
    private final @Nullable Undone undone;
    private final LaterTransactions later;
    private final Set<String> lost = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private long destroyed;
    private long recovered;
    private long wrong;
    private long conflicts;
    private long compared;

    Comparison(OracleRecord oracle, Instant snapshotAt) {
        this(oracle, snapshotAt, null);
    }

    /**
     * @param snapshotAt a moment not after the snapshot: what was acknowledged before must be there
     * @param exchangedAt when the server was exchanged for the one before the loss, null when it was not
     */
    Comparison(OracleRecord oracle, Instant snapshotAt, @Nullable Instant exchangedAt) {
        this.oracle = oracle;
        this.snapshotAt = snapshotAt;
        histories = oracle.histories();
        latest = oracle.latestLoss();
        undone = latest == null || exchangedAt == null ? null : new Undone(latest, exchangedAt);
        later = new LaterTransactions(oracle, latest, undone);
    }

    void table(String table, KeyedRows seeds, KeyedRows lives) throws SQLException, IOException {
        SortedMap<Long, RowHistory> touched = new TreeMap<>(histories.getOrDefault(table, new TreeMap<>()));
        KeyedRows.Row seed = seeds.next();
        KeyedRows.Row live = lives.next();
        while (seed != null || live != null || !touched.isEmpty()) {
            long key =
                    Math.min(Math.min(key(seed), key(live)), touched.isEmpty() ? Long.MAX_VALUE : touched.firstKey());
            boolean seeded = seed != null && seed.key() == key;
            boolean alive = live != null && live.key() == key;
            row(
                    table,
                    key,
                    seeded && seed != null ? seed.hash() : null,
                    alive && live != null ? live.hash() : null,
                    touched.remove(key));
            seed = seeded ? seeds.next() : seed;
            live = alive ? lives.next() : live;
        }
    }

    private static long key(KeyedRows.@Nullable Row row) {
        return row == null ? Long.MAX_VALUE : row.key();
    }

    private void row(String table, long key, @Nullable Long seeded, @Nullable Long live, @Nullable RowHistory touched) {
        compared++;
        RowHistory history = (touched == null ? new RowHistory() : touched).after(undone);
        history.undone(live).forEach(transaction -> lost.add(transaction.id()));
        RowHistory.Fault fault = history.judge(seeded, live, snapshotAt);
        boolean gone = latest != null && latest.committedAt().equals(history.destroyedAt());
        if (gone) {
            destroyed++;
            conflicts += history.contested(snapshotAt) ? 1 : 0;
        }
        if (fault == null) {
            recovered += gone ? 1 : 0;
            return;
        }
        List<Transaction> missing =
                undone == null ? fault.missing().stream().filter(later::has).toList() : List.of();
        missing.forEach(transaction -> lost.add(transaction.id()));
        if (missing.isEmpty() && !(gone && live == null)) {
            wrong++;
        }
        tell(table, key, live, fault, gone, missing);
    }

    private void tell(
            String table,
            long key,
            @Nullable Long live,
            RowHistory.Fault fault,
            boolean gone,
            List<Transaction> missing) {
        if (problems.size() < TOLD) {
            String what = live == null ? "is missing" : fault.expected() == null ? "should not be there" : "is altered";
            problems.add(table + " " + key + " " + what
                    + (gone ? " (the loss took it)" : "")
                    + (missing.isEmpty()
                            ? ""
                            : " (a later write is lost: " + missing.get(0).id() + ")"));
        }
    }

    OracleVerdict verdict() {
        List<Transaction> after = later.acknowledgedBefore(snapshotAt);
        Silence silence = Silence.longest(oracle.acknowledgements(), latest, snapshotAt);
        return new OracleVerdict(
                destroyed,
                recovered,
                wrong,
                after.size(),
                after.stream().filter(later::onDamagedTable).count(),
                lostOf(after),
                later.unknown(),
                conflicts,
                silence.from(),
                silence.to(),
                compared,
                List.copyOf(problems));
    }

    private long lostOf(List<Transaction> after) {
        return undone == null
                ? lost.size()
                : after.stream()
                        .filter(transaction -> lost.contains(transaction.id()))
                        .count();
    }
}
