package playbook.assess;

import java.util.List;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;

/**
 * The result of the worker.
 *
 * @param systemIdentifier of the target's server; empty when the server did not answer
 */
record ListedBackups(BackupList list, BackupCondition condition, String systemIdentifier) {

    /**
     * Refuses a list that was made for another cluster: no backup of another cluster can bring this one back. When no
     * server answered, the backups' cluster is unknown and the list is accepted.
     */
    void mustBeOf(String cluster) {
        List<String> others = list.base().stream()
                .filter(backup -> !backup.systemIdentifier().equals(cluster))
                .map(BaseBackup::id)
                .toList();
        if (!systemIdentifier.isEmpty() && (!systemIdentifier.equals(cluster) || !others.isEmpty())) {
            throw new HintedException(
                    "the backups were listed for the cluster " + systemIdentifier + ", this incident is about "
                            + cluster + "; base backups of another cluster: " + others,
                    "look which server answers at the target's address, and whose the backup folder is.");
        }
    }
}
