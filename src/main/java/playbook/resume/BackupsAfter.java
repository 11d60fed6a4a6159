package playbook.resume;

import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;

/** The two backups that were made after the recovery. */
record BackupsAfter(BaseBackup base, LogicalBackup logical) {}
