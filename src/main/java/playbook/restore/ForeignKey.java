package playbook.restore;

import java.util.List;
import playbook.incident.LargeObjects;

/**
 * A reference between two tables; names for SQL are quoted and qualified.
 *
 * @param child as it is to be read: ONLY in front when tables that inherit from it are no part of it
 * @param parent the same
 * @param period the last pair is a period (WITH PERIOD, since version 18): all parents together must cover the child's, and
 *     the pair's operator is that of overlapping
 */
record ForeignKey(
        String name, long childOid, long parentOid, String child, String parent, List<Pair> columns, boolean period) {

    /** The catalog has no such key, but no page is read whose object is not there. */
    static final ForeignKey OF_LARGE_OBJECTS = new ForeignKey(
            "large object",
            LargeObjects.PAGES,
            LargeObjects.OBJECTS,
            "ONLY pg_catalog.pg_largeobject",
            "ONLY pg_catalog.pg_largeobject_metadata",
            List.of(new Pair("loid", "loid", "oid", "oid", "OPERATOR(pg_catalog.=)")),
            false);

    /** One column and the one it refers to. */
    record Pair(String child, String childSql, String parent, String parentSql, String operator) {}

    /** For people. */
    String words(String table) {
        return table.replaceFirst("^ONLY ", "");
    }
}
