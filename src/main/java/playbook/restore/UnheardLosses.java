package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Culprit;
import playbook.incident.Resource;
import playbook.incident.RowDifference;

/**
 * Publications that send new rows and did not send that the culprit took some: a subscriber still has these, and stops at the
 * first one that comes back.
 */
final class UnheardLosses {

    private static final String PUBLICATIONS = Resource.text("playbook/restore/publications-of-tables.sql");

    private UnheardLosses() {}

    /** A warning for each publication. */
    static List<String> warnings(Connection connection, Culprit culprit, RowDifference difference) throws SQLException {
        Map<Long, String> lost = new LinkedHashMap<>();
        difference.tables().stream()
                .filter(table -> table.deleted() > 0)
                .forEach(table -> lost.put(table.oid(), table.table().toString()));
        Map<String, List<String>> unheard = new LinkedHashMap<>();
        for (List<String> row : Catalog.rows(connection, PUBLICATIONS, Catalog.oids(lost.keySet()))) {
            long table = Long.parseLong(row.get(1));
            boolean heard = row.get(culprit.emptied(table) ? 3 : 2).equals("t");
            if (!heard) {
                unheard.computeIfAbsent(row.get(0), publication -> new ArrayList<>())
                        .add(lost.getOrDefault(table, ""));
            }
        }
        return unheard.entrySet().stream()
                .map(publication -> "The publication " + publication.getKey()
                        + " sends the rows that come back as new ones (" + String.join(", ", publication.getValue())
                        + "), and it did not send that they went. A subscriber that still has them stops at the first one:"
                        + " have its subscription disabled before the recovery, or these rows removed there.")
                .toList();
    }
}
