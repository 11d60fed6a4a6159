package playbook.restore;

/**
 * One column.
 *
 * @param stagedType type of the staged column: the base type of a domain, since a null would violate the domain's
 *     constraints
 * @param stiff cannot be updated in place, because another row may still hold the new value, or because the column is
 *     GENERATED ALWAYS AS IDENTITY
 */
record TableColumn(String name, String sql, String type, String stagedType, boolean identityAlways, boolean stiff) {}
