package playbook.restore;

import java.util.List;
import playbook.incident.Culprit;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** The tables with rows that a culprit dropped. */
final class DroppedTables {

    private DroppedTables() {}

    /** Their OIDs, each once, in ascending order; dropped views have none here, and neither have unlogged tables. */
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
