package playbook.postgres;

/**
 * Counts the changed rows of one file: a row that was written several times counts once, a row that the transaction
 * inserted and deleted again does not count. An UPDATE that moves a row to another partition counts as UPDATE in the
 * old one.
 */
public final class ChangedRows {
    private final WalFile file;
    private TuplePlaces made = TuplePlaces.NONE;
    private TuplePlaces rewritten = TuplePlaces.NONE;
    private TuplePlaces replaced = TuplePlaces.NONE;
    private TuplePlaces removed = TuplePlaces.NONE;
    private long moved;
    private long inserted;
    private long updated;
    private long deleted;

    ChangedRows(WalFile file) {
        this.file = file;
    }

    public WalFile file() {
        return file;
    }

    public long inserted() {
        return inserted;
    }

    public long updated() {
        return updated;
    }

    public long deleted() {
        return deleted;
    }

    void insert(int page, int line) {
        made = some(made);
        made.add(page, line);
    }

    /** Removes a speculative insertion that met an existing key (INSERT … ON CONFLICT). */
    void takeBack(int page, int line) {
        made = some(made);
        made.remove(page, line);
    }

    void update(int oldPage, int oldLine, int newPage, int newLine) {
        replaced = some(replaced);
        replaced.add(oldPage, oldLine);
        rewritten = some(rewritten);
        rewritten.add(newPage, newLine);
    }

    void delete(int page, int line, boolean toAnotherPartition) {
        removed = some(removed);
        removed.add(page, line);
        moved += toAnotherPartition ? 1 : 0;
    }

    void add(ChangedRows other) {
        made = both(made, other.made);
        rewritten = both(rewritten, other.rewritten);
        replaced = both(replaced, other.replaced);
        removed = both(removed, other.removed);
        moved += other.moved;
    }

    /**
     * Counts the rows when all parts of the transaction are known, and forgets their tuple ids. If the transaction both
     * inserted and deleted some rows and updated and deleted others, the tuple ids do not tell which are which; then
     * all deleted rows count as rows from before the transaction.
     */
    void settle() {
        long removedOwn = removed.shared(made);
        long touched = replaced.size()
                - replaced.shared(made)
                - replaced.shared(rewritten)
                + removed.size()
                - removedOwn
                - removed.shared(rewritten);
        long alive = made.size()
                + rewritten.size()
                - made.shared(replaced)
                - removedOwn
                - rewritten.shared(replaced)
                - rewritten.shared(removed);
        long gone = Math.min(touched, removed.size() - removedOwn);
        long movedAway = Math.min(moved, gone);
        deleted = gone - movedAway;
        updated = touched - deleted;
        inserted = Math.max(0, alive - (touched - gone));
        made = TuplePlaces.NONE;
        rewritten = TuplePlaces.NONE;
        replaced = TuplePlaces.NONE;
        removed = TuplePlaces.NONE;
    }

    private static TuplePlaces some(TuplePlaces places) {
        return places == TuplePlaces.NONE ? new TuplePlaces() : places;
    }

    private static TuplePlaces both(TuplePlaces mine, TuplePlaces other) {
        if (other.size() == 0) {
            return mine;
        }
        TuplePlaces both = some(mine);
        both.addAll(other);
        return both;
    }
}
