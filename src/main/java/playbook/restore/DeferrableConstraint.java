package playbook.restore;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A constraint of uniqueness or exclusion that PostgreSQL checks by a trigger of its own.
 *
 * @param kind how a conflict with it is called
 * @param predicate which rows it speaks of
 */
record DeferrableConstraint(String name, String kind, String predicate, List<Element> elements) {

    /** An expression over the table's columns, and the operator by which two rows are in each other's way. */
    record Element(String expression, String operator) {}

    /** Rows put into the table, told by {@code written}, which another row of it stands against. */
    String count(String table, String written) {
        return "SELECT pg_catalog.count(*) FROM (SELECT ctid AS place, " + values() + " FROM ONLY " + table
                + " l WHERE (" + predicate + ") AND " + written + ") mine JOIN (SELECT ctid AS place, " + values()
                + " FROM ONLY " + table + " WHERE " + predicate + ") other ON "
                + IntStream.range(0, elements.size())
                        .mapToObj(i -> "mine.e" + i + " " + elements.get(i).operator() + " other.e" + i)
                        .collect(Collectors.joining(" AND "))
                + " WHERE mine.place <> other.place";
    }

    private String values() {
        return IntStream.range(0, elements.size())
                .mapToObj(i -> "(" + elements.get(i).expression() + ") AS e" + i)
                .collect(Collectors.joining(", "));
    }
}
