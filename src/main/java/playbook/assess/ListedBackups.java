package playbook.assess;

import playbook.incident.BackupCondition;
import playbook.incident.BackupList;

/**
 * What the worker leaves.
 *
 * @param systemIdentifier empty when the server did not answer
 */
record ListedBackups(BackupList list, BackupCondition condition, String systemIdentifier) {}
