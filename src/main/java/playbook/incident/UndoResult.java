package playbook.incident;

import java.util.List;

/** What an undone merge gave back. */
public record UndoResult(String planHash, List<Undone> tables) {

    /** @param changedSince rows that somebody changed after the merge; they stay */
    public record Undone(TableName table, long oid, long removed, long restored, long changedSince) {}
}
