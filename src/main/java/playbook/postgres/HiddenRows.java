package playbook.postgres;

import playbook.incident.TableName;

/** Rows that still exist but are no longer found: the table has another name, or is no partition any more. */
record HiddenRows(long relation, TableName table, String what) {}
