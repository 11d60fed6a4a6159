package playbook.incident;

/** The two catalogs in which large objects lie: one row for each object, and its content in pages. */
public final class LargeObjects {

    public static final long PAGES = 2613;
    public static final long OBJECTS = 2995;

    private static final TableName PAGES_NAME = new TableName("pg_catalog", "pg_largeobject");
    private static final TableName OBJECTS_NAME = new TableName("pg_catalog", "pg_largeobject_metadata");

    private LargeObjects() {}

    public static boolean isTable(long oid) {
        return oid == PAGES || oid == OBJECTS;
    }

    public static boolean isTable(TableName table) {
        return table.equals(PAGES_NAME) || table.equals(OBJECTS_NAME);
    }

    /** A table as people speak of it: without the schema {@code public}, and the two catalogs as large objects. */
    public static String spoken(TableName table) {
        if (table.equals(OBJECTS_NAME)) {
            return "large objects";
        }
        if (table.equals(PAGES_NAME)) {
            return "pages of large objects";
        }
        return table.schema().equals("public") ? table.name() : table.toString();
    }
}
