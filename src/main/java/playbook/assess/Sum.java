package playbook.assess;

/** Rows and transactions so far. */
record Sum(long transactions, long deleted, long updated, long inserted) {

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

    long rows() {
        return deleted + updated + inserted;
    }
}
