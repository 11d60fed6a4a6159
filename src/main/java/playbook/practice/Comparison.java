package playbook.practice;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
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

/** Lays what must be there beside what is there, key by key, and keeps account. */
final class Comparison {

    private static final int TOLD = 20;

    private final OracleRecord oracle;
    private final Instant snapshotAt;
    private final Map<String, SortedMap<Long, RowHistory>> histories;
    private final @Nullable Destruction latest;
    private final @Nullable Undone undone;
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
                undone == null ? fault.missing().stream().filter(this::later).toList() : List.of();
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

    /** Certainly after the loss: its commit was sent when the loss was already confirmed. */
    private boolean later(Transaction transaction) {
        return undone != null
                ? undone.undoes(transaction)
                : latest != null && transaction.intendedAt().isAfter(latest.committedAt());
    }

    /** Nobody can know on which side of the stop they were, or whether they were committed at all. */
    private long unknown() {
        Undone exchange = undone;
        return exchange == null
                ? 0
                : oracle.transactions().stream()
                        .filter(transaction -> exchange.leavesOpen(transaction)
                                || (exchange.undoes(transaction) && transaction.acknowledgedAt() == null))
                        .count();
    }

    Verdict verdict() {
        List<Transaction> after = oracle.transactions().stream()
                .filter(transaction -> transaction.acknowledgedBefore(snapshotAt) && later(transaction))
                .toList();
        long damaged = after.stream()
                .filter(transaction -> latest != null
                        && transaction.writes().stream()
                                .anyMatch(write -> latest.loss().destroyed().getOrDefault(write.table(), 0L) > 0))
                .count();
        Silence silence = silence();
        return new Verdict(
                destroyed,
                recovered,
                wrong,
                after.size(),
                damaged,
                lostOf(after),
                unknown(),
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

    /** The longest time without an acknowledgement since the loss; it may not be over. */
    private Silence silence() {
        if (latest == null) {
            return new Silence(null, null);
        }
        Silence longest = new Silence(null, null);
        Duration length = Duration.ZERO;
        Instant before = null;
        for (Instant time : oracle.acknowledgements()) {
            // Not the silence that the loss itself made by its locks.
            if (time.isBefore(latest.committedAt())) {
                continue;
            }
            if (before != null && Duration.between(before, time).compareTo(length) > 0) {
                length = Duration.between(before, time);
                longest = new Silence(before, time);
            }
            before = time;
        }
        return before != null && Duration.between(before, snapshotAt).compareTo(length) > 0
                ? new Silence(before, null)
                : longest;
    }

    private record Silence(@Nullable Instant from, @Nullable Instant to) {}
}
