package playbook.postgres;

import playbook.incident.TableName;

/** Rows that are where they were, and are not found there any more: by another name, or outside the whole. */
record HiddenRows(long relation, TableName table, String what) {}
