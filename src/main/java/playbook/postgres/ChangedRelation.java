package playbook.postgres;

/** A relation whose row was changed, before the transaction and after it. */
record ChangedRelation(Relation before, Relation after) {}
