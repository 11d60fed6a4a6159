package playbook.incident;

import java.util.List;

/** What undoing a merge changed. */
public record UndoResult(String planHash, List<Undone> tables) implements RecoveryOutcome {

    @Override
    public boolean recovered() {
        return false;
    }

    /** @param changedSince rows that somebody changed after the merge; they stay as they are */
    public record Undone(TableName table, long oid, long removed, long restored, long changedSince) {}
}
