package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * Dropped tables were made anew in the live database, in one transaction.
 *
 * @param rescueSchema schema of the playbook's in which the transaction left its mark
 * @param found whether an earlier try had committed it, so that this try changed nothing
 */
public record RestoredTables(
        String planHash,
        String rescueSchema,
        List<TablesPlan.TableBack> tables,
        long objects,
        Instant at,
        boolean found)
        implements RecoveryOutcome {

    @Override
    public boolean recovered() {
        return true;
    }

    @Override
    public Instant doneAt() {
        return at;
    }
}
