package playbook.assess;

import playbook.incident.TableChange;

/** A number of transactions, and of the rows they deleted, updated and inserted. */
record Sum(long transactions, long deleted, long updated, long inserted) {

    static final Sum NONE = new Sum(0, 0, 0, 0);

    /** The rows of one change, with 0 transactions. TRUNCATE, DROP and ALTER count no rows. */
    static Sum of(TableChange change) {
        long rows = Math.max(0, change.rows());
        return switch (change.operation()) {
            case DELETE -> new Sum(0, rows, 0, 0);
            case UPDATE -> new Sum(0, 0, rows, 0);
            case INSERT -> new Sum(0, 0, 0, rows);
            case TRUNCATE, DROP, ALTER -> NONE;
        };
    }

    /** The same rows, counted as one transaction. */
    Sum asOne() {
        return new Sum(1, deleted, updated, inserted);
    }

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

    long rows() {
        return deleted + updated + inserted;
    }
}
