package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import playbook.evidence.Json;
import playbook.incident.CutOverPlan;
import playbook.incident.CutOverPlan.LostElsewhere;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.Sha256;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.ServerPlace;
import playbook.postgres.WalHistory;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalSource;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;
import playbook.postgres.WalWindow;

/** Reads the WAL from the stop to its end and adds up what would be undone. */
public final class PlanCutOverTask implements WorkerTask {

    private static final String OTHERS = """
            SELECT datname, oid FROM pg_catalog.pg_database
            WHERE datname <> pg_catalog.current_database() AND datallowconn AND NOT datistemplate ORDER BY datname
            """;

    @Override
    public String name() {
        return "planCutOver";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        PlanCutOver.Input input = context.input(PlanCutOver.Input.class);
        try (Connection session = Connections.open(context.target())) {
            ServerPlace place = ServerPlace.ask(session);
            Lsn end = Lsn.parse(text(session, "SELECT pg_catalog.pg_current_wal_flush_lsn()::pg_catalog.text"));
            Reading reading = new Reading(context, input, end, place.timeline());
            WalRelations relations = WalRelations.load(session);
            LostWrites lost = new LostWrites(input, relations);
            long unnamed = relations.unresolvedNames();
            reading.ours(relations, lost::committed);
            if (relations.unresolvedNames() > unnamed) {
                // What was read towards the end names files that came before.
                lost = new LostWrites(input, relations);
                reading.ours(relations, lost::committed);
            }
            List<LostElsewhere> elsewhere = new ArrayList<>();
            for (List<String> other : Catalog.rows(session, OTHERS)) {
                LostWrites there = new LostWrites(input, relations);
                long[] count = {0};
                reading.each(
                        Long.parseLong(other.get(1)), transaction -> count[0] += there.isLost(transaction) ? 1 : 0);
                elsewhere.add(new LostElsewhere(other.get(0), count[0]));
            }
            CutOverPlan plan = new CutOverPlan(
                    input.incident(),
                    place.systemIdentifier(),
                    context.target().database(),
                    place.dataDirectory(),
                    input.stop(),
                    input.backup(),
                    end,
                    lost.transactions(),
                    lost.tables(),
                    elsewhere,
                    warnings(context.target(), session),
                    Instant.now().truncatedTo(ChronoUnit.MICROS),
                    "");
            context.result(plan.withHash(hash(plan)));
        }
    }

    static String hash(CutOverPlan plan) {
        return Sha256.of(Json.write(plan.withHash("")));
    }

    /** One database's transactions at a time, from somewhat before, so that rows are seen of what began before the stop. */
    private record Reading(WorkerContext context, PlanCutOver.Input input, Lsn end, int timeline) {

        void ours(WalRelations relations, Consumer<WalTransaction> committed) throws Exception {
            each(reader -> new WalTransactions(reader, relations, committed));
        }

        void each(long database, Consumer<WalTransaction> committed) throws Exception {
            each(reader -> new WalTransactions(reader, database, committed));
        }

        private void each(Function<WalReader, WalTransactions> transactions) throws Exception {
            try (WalSource source = context.wal()) {
                WalHistory history = WalHistory.of(source, timeline);
                WalWindow window = new WalWindow(source, history, end);
                Lsn stop = stop(input, window);
                if (stop.isBefore(window.oldest())) {
                    throw new HintedException(
                            "what would be lost cannot be counted: the stop is at " + stop + ", the WAL begins only at "
                                    + window.oldest(),
                            "bring the older segments back to the archive, or choose a later stop.");
                }
                Lsn from = from(input, stop, window, source);
                WalReader reader = new WalReader(source, history, from, end);
                long total = from.bytesTo(end);
                transactions.apply(reader).readAll(done -> context.progress(done, total, "bytes"));
                context.progress(total, total, "bytes");
                // A hole from before the stop hides nothing that would be lost.
                List<WalReader.Gap> since = reader.gaps().stream()
                        .filter(gap -> stop.isBefore(gap.to()))
                        .toList();
                if (!since.isEmpty()) {
                    throw new HintedException(
                            "what would be lost cannot be counted, the WAL has holes: " + since,
                            "bring the missing segments back to the archive, or choose another way.");
                }
            }
        }
    }

    private static Lsn stop(PlanCutOver.Input input, WalWindow window) throws Exception {
        Lsn position = input.position();
        return position == null ? window.before(Instant.parse(input.stop().value())) : position;
    }

    private static Lsn from(PlanCutOver.Input input, Lsn stop, WalWindow window, WalSource source) throws Exception {
        Lsn from = stop;
        Lsn searched = input.searchedFrom();
        if (searched != null && searched.isBefore(from)) {
            from = searched;
        }
        from = new Lsn(from.value() & -(long) source.segmentBytes());
        return from.isBefore(window.oldest()) ? window.oldest() : from;
    }

    private static List<String> warnings(Target target, Connection session) throws SQLException {
        List<String> warnings = new ArrayList<>(unlogged(session, ""));
        for (List<String> other : Catalog.rows(session, OTHERS)) {
            String database = other.get(0);
            try (Connection there = Connections.open(target, database)) {
                warnings.addAll(unlogged(there, " in database " + database));
            } catch (HintedException closed) {
                warnings.add(
                        "Whether database " + database + " has unlogged tables, whose rows are lost, is not known: "
                                + Figures.plain(String.valueOf(closed.getMessage())));
            }
        }
        Catalog.rows(session, Sql.text("lost-with-the-server.sql")).forEach(row -> warnings.add(row.get(0)));
        if (!Catalog.rows(session, "SELECT 1 FROM pg_catalog.pg_stat_replication WHERE application_name <> 'playbook'")
                .isEmpty()) {
            warnings.add("Standbys stream from this server: they can't follow it back and must be built anew.");
        }
        String synchronous = Catalog.rows(session, "SELECT pg_catalog.current_setting('synchronous_standby_names')")
                .get(0)
                .get(0);
        if (!synchronous.isEmpty()) {
            warnings.add("synchronous_standby_names is '" + synchronous
                    + "': commits will wait until such a standby is built anew.");
        }
        return warnings;
    }

    private static List<String> unlogged(Connection session, String where) throws SQLException {
        List<String> warnings = new ArrayList<>();
        for (List<String> table : Catalog.rows(session, Sql.text("unlogged-tables.sql"))) {
            long rows = Long.parseLong(Catalog.rows(session, "SELECT pg_catalog.count(*) FROM ONLY " + table.get(0))
                    .get(0)
                    .get(0));
            warnings.add(
                    "%s%s is unlogged: its %d rows are lost, the recovered server begins with none. Only a dump has them."
                            .formatted(table.get(0), where, rows));
        }
        return warnings;
    }

    private static String text(Connection session, String sql) throws SQLException {
        return Catalog.rows(session, sql).get(0).get(0);
    }
}
