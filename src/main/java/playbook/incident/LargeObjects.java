package playbook.incident;

/** The two catalogs that hold large objects: one has a row for each object, the other its content in pages. */
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

    /** A table's name for people: without the schema {@code public}; the two catalogs are called large objects. */
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
