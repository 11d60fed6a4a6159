package playbook.restore;

import java.util.List;
import java.util.stream.Collectors;

/** A reference between two tables; names for SQL are quoted and qualified. */
record ForeignKey(String name, long childOid, long parentOid, String child, String parent, List<Pair> columns) {

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
