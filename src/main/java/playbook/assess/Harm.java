package playbook.assess;

import java.util.List;
import playbook.incident.TableChange;
import playbook.postgres.WalRelations;

/** Weighs how much data a transaction's changes destroyed, on one scale for all operations. */
final class Harm {

    private static final double UNKNOWN_TABLE = 1e9;
    private static final double UNKNOWN_COLUMN = 1e6;
    private static final int DELETED_WEIGHS = 4;
    private static final double ADDED_WEIGHS = 0.01;
    private static final double TRAFFIC_WEIGHS = 0.1;
    private static final double SCRATCH_WEIGHS = 1e-6;

    private final WalRelations relations;
    private final TableHistory history;

    Harm(WalRelations relations, TableHistory history) {
        this.relations = relations;
        this.history = history;
    }

    TableHistory history() {
        return history;
    }

    /** The weight is lower when the run destroyed only scratch tables or looks like an application's traffic. */
    double of(Run run) {
        return of(run.changes(), run.looksLikeTraffic())
                * (history.scratch(run.changes()).isPresent() ? SCRATCH_WEIGHS : 1);
    }

    /** @param traffic whether the changes come from small commits that occur all the time */
    double of(List<TableChange> changes, boolean traffic) {
        return changes.stream().mapToDouble(this::of).sum() * (traffic ? TRAFFIC_WEIGHS : 1);
    }

    private double of(TableChange change) {
        double rows = change.rows() >= 0 ? change.rows() : Math.max(-1, relations.estimatedRows(change.oid()));
        boolean known = change.rows() >= 0 || rows > 0;
        return switch (change.operation()) {
            case DELETE -> DELETED_WEIGHS * rows;
            case UPDATE -> rows;
            case INSERT -> ADDED_WEIGHS * rows;
            case DROP, TRUNCATE -> known ? 1 + DELETED_WEIGHS * rows : UNKNOWN_TABLE;
            case ALTER ->
                (change.detail().startsWith("drops ") ? 2 : 0.5) * (known ? Math.max(1, rows) : UNKNOWN_COLUMN);
        };
    }
}
