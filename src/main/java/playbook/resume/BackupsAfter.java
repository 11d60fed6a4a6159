package playbook.resume;

import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;

/** The two new entries of the catalogue. */
record BackupsAfter(BaseBackup base, LogicalBackup logical) {}
