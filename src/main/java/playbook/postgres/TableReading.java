package playbook.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import playbook.incident.Resource;
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

    /** @param progress bytes done, bytes in all */
    public TableReading(Target target, int sessions, BiConsumer<Long, Long> progress) {
        this(() -> Connections.open(target), sessions, progress);
    }

    /** @param opening opens one more session on the server that is read */
    public TableReading(Supplier<Connection> opening, int sessions, BiConsumer<Long, Long> progress) {
        this.opening = opening;
        this.sessions = sessions;
        this.progress = progress;
    }

    /**
     * What was read.
     *
     * @param at the moment the snapshot shows, UTC
     */
    public record Result(List<TableRead> tables, Instant at) {}

    /**
     * One table.
     *
     * @param kind {@code r} table, {@code p} partitioned (the sum of its partitions), {@code m} materialized view
     * @param rows -1 when it cannot be read
     * @param checksum empty when it cannot be read, or for a partitioned table
     * @param trouble the server's error, null when it was read to the end
     */
    public record TableRead(
            TableName table,
            char kind,
            long rows,
            String checksum,
            @Nullable Instant lastCreated,
            @Nullable Instant lastUpdated,
            @Nullable String trouble) {}

    private record Found(TableName table, char kind, long bytes, long oid, List<Long> ancestors, String reading) {}

    public Result read() throws SQLException, InterruptedException {
        try (Connection leader = opening.get()) {
            begin(leader);
            String snapshot = text(leader, "select pg_catalog.pg_export_snapshot()");
            Instant at = moment(leader);
            List<Found> tables = tables(leader);
            Map<Long, TableRead> read = readAll(tables, snapshot);
            leader.rollback();
            return new Result(assemble(tables, read), at);
        }
    }

    private Map<Long, TableRead> readAll(List<Found> tables, String snapshot)
            throws SQLException, InterruptedException {
        List<Found> plain = tables.stream().filter(table -> table.kind() != 'p').toList();
        Queue<Found> queue = new ConcurrentLinkedQueue<>(plain.stream()
                .sorted(Comparator.comparingLong(Found::bytes).reversed())
                .toList());
        Map<Long, TableRead> read = new ConcurrentHashMap<>();
        long total = plain.stream().mapToLong(Found::bytes).sum();
        AtomicLong done = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                running.add(threads.submit(() -> {
                    try (Connection session = opening.get()) {
                        begin(session);
                        adopt(session, snapshot);
                        for (Found table = queue.poll(); table != null; table = queue.poll()) {
                            read.put(table.oid(), readOne(session, table));
                            progress.accept(done.addAndGet(table.bytes()), total);
                        }
                        session.rollback();
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

    private static TableRead readOne(Connection session, Found table) throws SQLException {
        Savepoint before = session.setSavepoint();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(table.reading())) {
            row.next();
            TableRead read = new TableRead(
                    table.table(),
                    table.kind(),
                    row.getLong(1),
                    row.getString(2),
                    instant(row.getObject(3, OffsetDateTime.class)),
                    instant(row.getObject(4, OffsetDateTime.class)),
                    null);
            session.releaseSavepoint(before);
            return read;
        } catch (SQLException e) {
            session.rollback(before);
            String message = String.valueOf(e.getMessage());
            return new TableRead(table.table(), table.kind(), -1, "", null, null, message);
        }
    }

    private static List<TableRead> assemble(List<Found> tables, Map<Long, TableRead> read) {
        List<TableRead> all = new ArrayList<>();
        for (Found table : tables) {
            TableRead one = read.get(table.oid());
            all.add(one != null ? one : sumOfPartitions(table, tables, read));
        }
        return all;
    }

    private static TableRead sumOfPartitions(Found root, List<Found> tables, Map<Long, TableRead> read) {
        long rows = 0;
        Instant created = null;
        Instant updated = null;
        String trouble = null;
        for (Found table : tables) {
            TableRead leaf = table.ancestors().contains(root.oid()) ? read.get(table.oid()) : null;
            if (leaf != null) {
                rows += Math.max(0, leaf.rows());
                created = later(created, leaf.lastCreated());
                updated = later(updated, leaf.lastUpdated());
                trouble = trouble != null ? trouble : leaf.trouble();
            }
        }
        return new TableRead(root.table(), 'p', trouble == null ? rows : -1, "", created, updated, trouble);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    private static List<Found> tables(Connection session) throws SQLException {
        List<Found> tables = new ArrayList<>();
        try (PreparedStatement statement =
                        session.prepareStatement(Resource.text("playbook/postgres/user-tables.sql"));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Array ancestors = row.getArray("ancestors");
                tables.add(new Found(
                        new TableName(row.getString("schema"), row.getString("name")),
                        row.getString("kind").charAt(0),
                        row.getLong("bytes"),
                        row.getLong("oid"),
                        Arrays.asList((Long[]) ancestors.getArray()),
                        row.getString("reading")));
            }
        }
        return tables;
    }

    /** Digests are over texts, so every setting that shapes a text is fixed. */
    private static void begin(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("set timezone = 'UTC'");
            statement.execute("set datestyle = 'ISO, YMD'");
            statement.execute("set intervalstyle = 'postgres'");
            statement.execute("set bytea_output = 'hex'");
            statement.execute("set xmlbinary = 'base64'");
            statement.execute("set extra_float_digits = 1");
            // Rows are counted in the tables: on a partial copy an index's pages may be empty.
            statement.execute("set enable_indexscan = off");
            statement.execute("set enable_indexonlyscan = off");
            statement.execute("set enable_bitmapscan = off");
        }
        session.setAutoCommit(false);
        session.setReadOnly(true);
        session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }

    private static void adopt(Connection session, String snapshot) throws SQLException {
        try (Statement statement = session.createStatement()) {
            // SET takes no bind parameter; the driver's quoting is used.
            statement.execute("set transaction snapshot " + statement.enquoteLiteral(snapshot));
        }
    }

    private static Instant moment(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("select pg_catalog.now()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static String text(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime moment) {
        return moment == null ? null : moment.toInstant();
    }
}
