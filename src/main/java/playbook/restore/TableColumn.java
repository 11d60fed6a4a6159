package playbook.restore;

/**
 * One column.
 *
 * @param stagedType without domains, whose constraints a missing value would break
 * @param stiff cannot be changed where it is, row by row: another row may hold the value until its turn comes, or the
 *     identity is ALWAYS generated
 */
record TableColumn(String name, String sql, String type, String stagedType, boolean identityAlways, boolean stiff) {}
