package playbook.assess;

import java.util.List;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;

/**
 * What the worker leaves.
 *
 * @param systemIdentifier empty when the server did not answer
 */
record ListedBackups(BackupList list, BackupCondition condition, String systemIdentifier) {

    /**
     * Backups of another cluster look like ours, and none of them leads back. Where no server answered, nobody knows whose
     * they are, and none is refused.
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
