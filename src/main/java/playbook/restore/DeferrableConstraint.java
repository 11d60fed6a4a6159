package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import playbook.incident.Resource;

/**
 * A deferrable unique or exclusion constraint, which PostgreSQL checks by a trigger.
 *
 * @param kind name of the kind of conflict with it
 * @param predicate condition for the rows to which it applies
 */
record DeferrableConstraint(String name, String kind, String predicate, List<ConstraintElement> elements) {

    /** The deferrable constraints of one table. */
    static List<DeferrableConstraint> of(Connection connection, long oid) throws SQLException {
        Map<String, DeferrableConstraint> constraints = new LinkedHashMap<>();
        for (List<String> row :
                Catalog.rows(connection, Resource.text("playbook/restore/deferrable-constraints.sql"), oid)) {
            constraints
                    .computeIfAbsent(
                            row.get(0),
                            name -> new DeferrableConstraint(name, row.get(1), row.get(2), new ArrayList<>()))
                    .elements()
                    .add(new ConstraintElement(
                            row.get(4), row.get(5), row.get(6).equals("t")));
        }
        return List.copyOf(constraints.values());
    }

    /** A query that counts written rows (condition {@code written}) that conflict with another row. */
    String count(String table, String written) {
        if (elements.stream().anyMatch(ConstraintElement::nullsToo)) {
            // Grouping treats nulls as equal, as NULLS NOT DISTINCT does; such a join could not be hashed.
            return "SELECT pg_catalog.count(*) FROM (SELECT FROM (SELECT " + written + " AS written, " + values()
                    + " FROM ONLY " + table + " l WHERE " + predicate + ") r GROUP BY " + each(i -> "e" + i, ", ")
                    + " HAVING pg_catalog.count(*) > 1 AND pg_catalog.bool_or(written)) g";
        }
        return "SELECT pg_catalog.count(*) FROM (SELECT ctid AS place, " + values() + " FROM ONLY " + table
                + " l WHERE (" + predicate + ") AND " + written + ") mine JOIN (SELECT ctid AS place, " + values()
                + " FROM ONLY " + table + " WHERE " + predicate + ") other ON "
                + each(i -> "mine.e" + i + " " + elements.get(i).operator() + " other.e" + i, " AND ")
                + " WHERE mine.place <> other.place";
    }

    private String values() {
        return each(i -> "(" + elements.get(i).expression() + ") AS e" + i, ", ");
    }

    private String each(IntFunction<String> text, String separator) {
        return IntStream.range(0, elements.size()).mapToObj(text).collect(Collectors.joining(separator));
    }
}
