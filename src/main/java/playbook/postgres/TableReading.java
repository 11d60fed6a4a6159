package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import playbook.incident.TableName;
import playbook.incident.Target;

/**
 * Reads every user table once, to the last column of the last row, in several sessions that share one repeatable-read
 * snapshot: exact counts, order-independent digests, and proof that all can be read.
 */
public final class TableReading {

    private final Supplier<Connection> opening;
    private final int sessions;
    private final BiConsumer<Long, Long> progress;
    private final Predicate<TableName> wanted;

    /** @param progress bytes done, bytes in all */
    public TableReading(Target target, int sessions, BiConsumer<Long, Long> progress) {
        this(() -> Connections.open(target), sessions, progress);
    }

    /** @param opening opens one more session on the server that is read */
    public TableReading(Supplier<Connection> opening, int sessions, BiConsumer<Long, Long> progress) {
        this(opening, sessions, progress, table -> true);
    }

    private TableReading(
            Supplier<Connection> opening, int sessions, BiConsumer<Long, Long> progress, Predicate<TableName> wanted) {
        this.opening = opening;
        this.sessions = sessions;
        this.progress = progress;
        this.wanted = wanted;
    }

    /** The same reading of these tables alone. */
    public TableReading only(Set<TableName> tables) {
        return new TableReading(opening, sessions, progress, tables::contains);
    }

    /**
     * What was read.
     *
     * @param at the moment the snapshot shows, UTC
     */
    public record Result(List<TableRead> tables, Instant at) {}

    /** The tables that {@link #read} would return now, with partitioned tables but without materialized views. */
    public static List<TableName> names(Connection session) throws SQLException {
        return ReadingSession.tables(session).stream()
                .filter(table -> table.kind() != 'm')
                .map(UserTable::table)
                .toList();
    }

    public Result read() throws SQLException, InterruptedException {
        try (Connection session = opening.get();
                ReadingSession leader = new ReadingSession(session)) {
            String snapshot = leader.snapshot();
            Instant at = leader.moment();
            List<UserTable> tables = leader.tables().stream()
                    .filter(table -> wanted.test(table.table()))
                    .toList();
            Map<Long, TableRead> read = readAll(tables, snapshot);
            List<TableRead> all = new ArrayList<>();
            for (UserTable table : tables) {
                TableRead one = read.get(table.oid());
                all.add(one != null ? one : table.sum(tables, read));
            }
            return new Result(all, at);
        }
    }

    private Map<Long, TableRead> readAll(List<UserTable> tables, String snapshot)
            throws SQLException, InterruptedException {
        List<UserTable> plain =
                tables.stream().filter(table -> !table.partitioned()).toList();
        Queue<UserTable> queue = new ConcurrentLinkedQueue<>(plain.stream()
                .sorted(Comparator.comparingLong(UserTable::bytes).reversed())
                .toList());
        Map<Long, TableRead> read = new ConcurrentHashMap<>();
        long total = plain.stream().mapToLong(UserTable::bytes).sum();
        AtomicLong done = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                running.add(threads.submit(() -> {
                    try (Connection session = opening.get();
                            ReadingSession reader = new ReadingSession(session)) {
                        reader.adopt(snapshot);
                        for (UserTable table = queue.poll(); table != null; table = queue.poll()) {
                            read.put(table.oid(), reader.read(table));
                            progress.accept(done.addAndGet(table.bytes()), total);
                        }
                        return true;
                    }
                }));
            }
            for (Future<Boolean> one : running) {
                one.get();
            }
            return read;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new IllegalStateException("reading the tables failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
