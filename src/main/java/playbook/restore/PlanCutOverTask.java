package playbook.restore;

import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import playbook.evidence.Json;
import playbook.incident.CutOverPlan;
import playbook.incident.CutOverPlan.LostElsewhere;
import playbook.incident.Lsn;
import playbook.incident.Sha256;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.ServerPlace;
import playbook.postgres.WalRelations;

/** Reads the WAL from the stop to its end and counts what would be undone. */
public final class PlanCutOverTask implements WorkerTask {

    @Override
    public String name() {
        return "planCutOver";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        PlanCutOver.Input input = context.input(PlanCutOver.Input.class);
        try (Connection session = Connections.open(context.target())) {
            ServerPlace place = ServerPlace.ask(session);
            Lsn end = Lsn.parse(Catalog.text(session, "SELECT pg_catalog.pg_current_wal_flush_lsn()::pg_catalog.text"));
            LostWal lostWal = new LostWal(context, input, end, place.timeline());
            WalRelations relations = WalRelations.load(session);
            LostWrites lost = new LostWrites(input, relations);
            long unnamed = relations.unresolvedNames();
            lostWal.ours(relations, lost::committed);
            if (relations.unresolvedNames() > unnamed) {
                // Later WAL named files whose changes were read before that: count again with these names.
                lost = new LostWrites(input, relations);
                lostWal.ours(relations, lost::committed);
            }
            List<LostElsewhere> elsewhere = new ArrayList<>();
            for (List<String> other : Catalog.rows(session, CutOverWarnings.OTHER_DATABASES)) {
                LostWrites there = new LostWrites(input, relations);
                long[] count = {0};
                lostWal.each(
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
                    new CutOverWarnings(context.target(), session).all(),
                    Instant.now().truncatedTo(ChronoUnit.MICROS),
                    "");
            context.result(plan.withHash(hash(plan)));
        }
    }

    static String hash(CutOverPlan plan) {
        return Sha256.of(Json.write(plan.withHash("")));
    }
}
