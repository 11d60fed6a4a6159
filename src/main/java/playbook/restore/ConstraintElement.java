package playbook.restore;

/**
 * One element of a constraint: an expression over the table's columns, and the operator by which two rows conflict.
 *
 * @param nullsToo whether two rows with null conflict, too ({@code NULLS NOT DISTINCT})
 */
record ConstraintElement(String expression, String operator, boolean nullsToo) {}
