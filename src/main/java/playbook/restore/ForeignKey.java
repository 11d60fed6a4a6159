package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.LargeObjects;
import playbook.incident.Resource;

/**
 * A foreign key between two tables; names for SQL are quoted and qualified.
 *
 * @param child referencing table for a FROM clause, with ONLY when the key does not include tables that inherit from it
 * @param parent referenced table, likewise
 * @param period the last pair is a period (WITH PERIOD, since version 18): all parents together must cover the child's,
 *     and the pair's operator is that of overlapping
 */
record ForeignKey(
        String name,
        long childOid,
        long parentOid,
        String child,
        String parent,
        List<ColumnPair> columns,
        boolean period) {

    /**
     * There is no such key in the catalog, but PostgreSQL does not read pages of a large object without its metadata
     * row.
     */
    static final ForeignKey OF_LARGE_OBJECTS = new ForeignKey(
            "large object",
            LargeObjects.PAGES,
            LargeObjects.OBJECTS,
            "ONLY pg_catalog.pg_largeobject",
            "ONLY pg_catalog.pg_largeobject_metadata",
            List.of(new ColumnPair("loid", "loid", "oid", "oid", "OPERATOR(pg_catalog.=)")),
            false);

    /** All foreign keys from these tables or to them. */
    static List<ForeignKey> of(Connection connection, List<Long> tables) throws SQLException {
        String array = Catalog.oids(tables);
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        for (List<String> row :
                Catalog.rows(connection, Resource.text("playbook/restore/foreign-keys.sql"), array, array)) {
            keys.computeIfAbsent(
                            row.get(0),
                            oid -> new ForeignKey(
                                    row.get(1),
                                    Long.parseLong(row.get(2)),
                                    Long.parseLong(row.get(3)),
                                    row.get(4),
                                    row.get(5),
                                    new ArrayList<>(),
                                    row.get(11).equals("t")))
                    .columns()
                    .add(new ColumnPair(row.get(6), row.get(7), row.get(8), row.get(9), row.get(10)));
        }
        return List.copyOf(keys.values());
    }

    /** For people. */
    String words(String table) {
        return table.replaceFirst("^ONLY ", "");
    }
}
