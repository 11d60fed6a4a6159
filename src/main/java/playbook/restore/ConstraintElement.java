package playbook.restore;

/**
 * An expression over the table's columns, and the operator by which two rows are in each other's way.
 *
 * @param nullsToo two rows without a value are in each other's way, too ({@code NULLS NOT DISTINCT})
 */
record ConstraintElement(String expression, String operator, boolean nullsToo) {}
