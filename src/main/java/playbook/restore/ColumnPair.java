package playbook.restore;

/** A column of a foreign key and the column that it references. */
record ColumnPair(String child, String childSql, String parent, String parentSql, String operator) {}
