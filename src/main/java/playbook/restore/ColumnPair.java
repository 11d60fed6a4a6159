package playbook.restore;

/** One column and the one it refers to. */
record ColumnPair(String child, String childSql, String parent, String parentSql, String operator) {}
