package playbook.restore;

import java.util.List;
import playbook.incident.Culprit;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** The tables that a culprit dropped, or dropped columns of. */
final class DroppedTables {

    private DroppedTables() {}

    /** OIDs of the tables that are still there without columns that it dropped, each once, in ascending order. */
    static List<Long> withoutColumns(Culprit culprit) {
        return culprit.tables().stream()
                .filter(change -> change.operation() == Operation.ALTER)
                .map(TableChange::oid)
                .distinct()
                .sorted()
                .toList();
    }

    /** OIDs of the dropped ones, each once, in ascending order; dropped views have none here, and neither have unlogged tables. */
    static List<Long> oids(Culprit culprit) {
        return culprit.tables().stream()
                .filter(change -> change.operation() == Operation.DROP && change.oid() != 0)
                .filter(change -> change.detail().isEmpty())
                .map(TableChange::oid)
                .distinct()
                .sorted()
                .toList();
    }
}
