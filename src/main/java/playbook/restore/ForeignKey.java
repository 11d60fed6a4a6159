package playbook.restore;

import java.util.List;
import java.util.stream.Collectors;
import playbook.incident.LargeObjects;

/** A reference between two tables; names for SQL are quoted and qualified. */
record ForeignKey(String name, long childOid, long parentOid, String child, String parent, List<Pair> columns) {

    /** The catalog has no such key, but no page is read whose object is not there. */
    static final ForeignKey OF_LARGE_OBJECTS = new ForeignKey(
            "large object",
            LargeObjects.PAGES,
            LargeObjects.OBJECTS,
            "pg_catalog.pg_largeobject",
            "pg_catalog.pg_largeobject_metadata",
            List.of(new Pair("loid", "loid", "oid", "oid", "OPERATOR(pg_catalog.=)")));

    /** One column and the one it refers to. */
    record Pair(String child, String childSql, String parent, String parentSql, String operator) {}

    /** Rows whose parent is nowhere; a row with a NULL in the reference has none. */
    String countOrphans() {
        return "SELECT pg_catalog.count(*) FROM " + child + " c WHERE "
                + columns.stream()
                        .map(pair -> "c." + pair.childSql() + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "))
                + " AND NOT EXISTS (SELECT FROM " + parent + " p WHERE "
                + columns.stream()
                        .map(pair -> "p." + pair.parentSql() + " " + pair.operator() + " c." + pair.childSql())
                        .collect(Collectors.joining(" AND "))
                + ")";
    }
}
