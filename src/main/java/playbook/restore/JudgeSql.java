package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import playbook.incident.LargeObjects;
import playbook.restore.TableShape.Match;

/**
 * The statements that decide what becomes of one table's staged rows. {@code act} is in the end what is done with a row:
 * {@code insert}, {@code update}, {@code remove}; or why nothing is: {@code present}, {@code kept}, {@code gone}, {@code
 * absent}, {@code conflict}.
 */
final class JudgeSql {

    private final TableShape shape;
    private final List<TableShape> all;
    private final boolean keepAdded;
    private final String staged;

    /** @param keepAdded rows which the culprit added stay */
    JudgeSql(TableShape shape, List<TableShape> all, boolean keepAdded) {
        this.shape = shape;
        this.all = all;
        this.keepAdded = keepAdded;
        this.staged = MergeSql.staged(shape.oid());
    }

    /** What each row is by itself; in this order. */
    List<String> alone() {
        List<String> statements = new ArrayList<>();
        statements.add("UPDATE " + staged + " s SET act = CASE op WHEN 'D' THEN 'insert' WHEN 'U' THEN 'gone' ELSE"
                + " 'added' END");
        // Not earlier: while act is NULL everywhere, every join on it is planned for one row, row by row.
        statements.add("ANALYZE " + staged);
        statements.add(shape.lacksKey() ? addedWithoutKey() : added());
        statements.add("UPDATE " + staged + " s SET act = 'absent' WHERE act = 'added'");
        if (!shape.lacksKey()) {
            statements.add("UPDATE " + staged
                    + " s SET act = 'present' WHERE act = 'insert' AND EXISTS (SELECT FROM ONLY " + shape.sql()
                    + " l WHERE " + shape.equal(shape.key(), "l", "s.b") + " AND " + shape.same("l", "s.b") + ")");
            statements.add("UPDATE " + staged + " s SET act = CASE WHEN " + anyColumn(" IS NOT DISTINCT FROM ")
                    + " THEN 'update' WHEN " + shape.same("l", "s.b") + " THEN 'present' ELSE 'kept' END, why = CASE"
                    + " WHEN " + later() + " THEN 'KEPT_LATER' END FROM ONLY " + shape.sql()
                    + " l WHERE act = 'gone' AND " + shape.equal(shape.key(), "l", "s.b"));
        }
        statements.add(conflict("LEFT_OUT") + " WHERE act IN ('insert', 'update', 'remove') AND " + named());
        return statements;
    }

    /** What stands in their way, after all tables' rows were judged alone. */
    List<String> inTheWay() {
        List<String> statements = new ArrayList<>();
        if (shape.lacksKey()) {
            statements.add(conflict("NO_KEY") + " WHERE act = 'insert' AND (EXISTS (SELECT FROM " + staged
                    + " o WHERE o.op <> 'D' AND o.act NOT IN ('remove', 'absent')) OR EXISTS (SELECT FROM ONLY "
                    + shape.sql() + " l WHERE " + shape.liveRow("l.") + " = " + shape.row("s.b") + "))");
            return statements;
        }
        if (shape.oid() == LargeObjects.PAGES && all.stream().anyMatch(table -> table.oid() == LargeObjects.OBJECTS)) {
            // Somebody made another object of that number: pages of both would be mixed.
            statements.add(conflict("KEY_EXISTS") + " WHERE act = 'insert' AND EXISTS (SELECT FROM "
                    + MergeSql.staged(LargeObjects.OBJECTS)
                    + " o JOIN pg_catalog.pg_largeobject_metadata l ON l.oid = o.b1"
                    + " WHERE o.op = 'D' AND o.b1 = s.b1)");
        }
        if (shape.oid() == LargeObjects.OBJECTS) {
            statements.add(conflict("OWNER_GONE")
                    + " WHERE act = 'insert' AND NOT EXISTS (SELECT FROM pg_catalog.pg_authid a WHERE a.oid = s.b"
                    + shape.number("lomowner") + ")");
        }
        statements.add(conflict("KEY_EXISTS") + " WHERE act = 'insert' AND EXISTS (SELECT FROM " + shape.root()
                + " l WHERE " + shape.equal(shape.key(), "l", "s.b") + leaving("l") + ")");
        shape.unique().forEach(index -> statements.add(uniqueTaken(index)));
        // The row that only got another key is still there, and stays: both together would be twins.
        if (shape.columns().size() > shape.key().size()) {
            statements.add(conflict("KEY_CHANGED_LATER") + " WHERE act = 'insert' AND EXISTS (SELECT FROM " + staged
                    + " o WHERE o.op = 'I' AND o.act = 'conflict' AND " + sameButForTheKey("o.a")
                    + ") AND NOT EXISTS (SELECT FROM " + staged + " o WHERE o.op = 'D' AND o.n <> s.n AND "
                    + sameButForTheKey("o.b") + ")");
        }
        return statements;
    }

    /** Rows to come back whose parent neither lives nor comes back; to be repeated until it finds no more. */
    String parentGone(ForeignKey reference) {
        return conflict("PARENT_GONE") + " WHERE (act = 'insert' OR act = 'update' AND ("
                + columns(reference, " OR ", pair -> changed(index(pair.child()) - 1))
                + "))"
                + columns(reference, "", pair -> " AND s.b" + index(pair.child()) + " IS NOT NULL")
                + reference.missing(pair -> "s.b" + index(pair.child()), parentsAfterwards(reference));
    }

    /**
     * Added rows to which others refer that stay, and values that go although others refer to them; to be repeated until it
     * finds no more.
     */
    String stillReferenced(ForeignKey reference) {
        StringBuilder sql = new StringBuilder(conflict("REFERENCED"))
                .append(" WHERE (act = 'remove'")
                .append(
                        keeps(shape, reference)
                                ? ""
                                : " OR act = 'update' AND ("
                                        + columns(reference, " OR ", pair -> changed(index(pair.parent()) - 1)) + ")")
                .append(") AND EXISTS (SELECT FROM ")
                .append(reference.child())
                .append(" c WHERE ")
                .append(columns(
                        reference,
                        " AND ",
                        pair -> "s.a" + index(pair.parent()) + " " + pair.operator() + " c." + pair.childSql()));
        all.stream().filter(child -> child.belongsTo(reference.childOid())).forEach(child -> {
            sql.append(gone(child, "c"));
            if (!child.lacksKey()) {
                sql.append(" AND NOT (c.tableoid = ")
                        .append(child.oid())
                        .append(" AND EXISTS (SELECT FROM ")
                        .append(MergeSql.staged(child.oid()))
                        .append(" o WHERE o.act = 'update' AND ")
                        .append(child.equal(child.key(), "c", "o.a"))
                        .append(" AND (")
                        .append(columns(reference, " OR ", pair -> {
                            int i = index(child, pair.child());
                            return TableShape.text("o.b" + i) + " IS DISTINCT FROM " + TableShape.text("o.a" + i)
                                    + " AND " + TableShape.text("o.a" + i) + " IS NOT DISTINCT FROM "
                                    + TableShape.text("c." + pair.childSql());
                        }))
                        .append(")))");
            }
        });
        return sql.append(reference.missing(pair -> "c." + pair.childSql(), parentsAfterwards(reference)))
                .append(")")
                .toString();
    }

    /** Every parent that will be there: what lives and stays, what comes back, and what gets its values back. */
    private List<ForeignKey.Parents> parentsAfterwards(ForeignKey reference) {
        List<ForeignKey.Parents> places = new ArrayList<>();
        StringBuilder gone = new StringBuilder();
        for (TableShape parent : parents(reference)) {
            String rows = MergeSql.staged(parent.oid());
            gone.append(gone(parent, "p"));
            places.add(new ForeignKey.Parents(
                    rows + " p", pair -> "p.b" + index(parent, pair.parent()), " AND p.act = 'insert'"));
            if (!keeps(parent, reference)) {
                String same = parent.equal(parent.key(), "p", "o.a");
                gone.append(" AND NOT (p.tableoid = " + parent.oid() + " AND EXISTS (SELECT FROM " + rows
                        + " o WHERE o.act = 'update' AND " + same + "))");
                places.add(new ForeignKey.Parents(
                        rows + " o JOIN ONLY " + parent.sql() + " p ON " + same,
                        pair -> "(" + MergeSql.merged(parent, index(parent, pair.parent()) - 1, "p", "o") + ")",
                        " AND o.act = 'update'"));
            }
        }
        places.add(0, reference.live(gone.toString()));
        return places;
    }

    /** An update never changes what is referred to: it is the row's key, or no row is updated. */
    private static boolean keeps(TableShape parent, ForeignKey reference) {
        return parent.lacksKey()
                || reference.columns().stream()
                        .allMatch(pair -> parent.key().stream()
                                .anyMatch(match -> match.column() == index(parent, pair.parent()) - 1));
    }

    String counts() {
        return "SELECT act, coalesce(why, ''), pg_catalog.count(*) FROM " + staged + " GROUP BY 1, 2 ORDER BY 1, 2";
    }

    /** The first hundred keys of rows with this fate. */
    String keys() {
        return "SELECT " + key() + " FROM " + staged + " WHERE act = ? AND coalesce(why, '') = ? ORDER BY 1 LIMIT 100";
    }

    /** As people read and write it. */
    private String key() {
        return shape.lacksKey()
                ? "CASE op WHEN 'I' THEN " + shape.row("a") + " ELSE " + shape.row("b") + " END"
                : shape.key().stream()
                        .map(match -> TableShape.text(
                                "coalesce(b" + (match.column() + 1) + ", a" + (match.column() + 1) + ")"))
                        .collect(Collectors.joining(" || ', ' || "));
    }

    /** A person named the row. */
    private String named() {
        return anyNamed() + " AND " + key() + " IN (SELECT key FROM " + LeftOutRows.TABLE + " WHERE oid = "
                + shape.oid() + ")";
    }

    /** Asked first, and once: without names no row is looked at. */
    private String anyNamed() {
        return "EXISTS (SELECT FROM " + LeftOutRows.TABLE + " WHERE oid = " + shape.oid() + ")";
    }

    /** Named keys that no staged row has. */
    String unknown() {
        return "SELECT key FROM " + LeftOutRows.TABLE + " WHERE oid = " + shape.oid() + " EXCEPT SELECT " + key()
                + " FROM " + staged + " WHERE " + anyNamed() + " ORDER BY 1";
    }

    /** The first three keys, to show how they are written. */
    String someKeys() {
        return "SELECT " + key() + " FROM " + staged + " ORDER BY n LIMIT 3";
    }

    /** The database itself refused these rows. */
    String refused(String why, Stream<Long> numbers) {
        return conflict(why) + " WHERE n IN (" + numbers.map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }

    List<String> all() {
        List<String> statements = new ArrayList<>(alone());
        statements.addAll(inTheWay());
        return statements;
    }

    private String added() {
        String live =
                " FROM ONLY " + shape.sql() + " l WHERE act = 'added' AND " + shape.equal(shape.key(), "l", "s.a");
        if (keepAdded) {
            return conflict("ADDED_KEPT") + live;
        }
        String same = "CASE WHEN " + shape.same("l", "s.a");
        return "UPDATE " + staged + " s SET act = " + same + " THEN 'remove' ELSE 'conflict' END, why = " + same
                + " THEN NULL ELSE 'CHANGED_LATER' END" + live;
    }

    /** Rows with the same values stand for each other: it does not matter which of them is removed. */
    private String addedWithoutKey() {
        if (keepAdded) {
            return conflict("ADDED_KEPT") + " WHERE act = 'added'";
        }
        String enough = "CASE WHEN coalesce(l.number, 0) >= g.number";
        return "UPDATE " + staged + " s SET act = " + enough + " THEN 'remove' ELSE 'conflict' END, why = " + enough
                + " THEN NULL ELSE 'CHANGED_LATER' END FROM (SELECT " + shape.row("a")
                + " AS values, pg_catalog.count(*) AS number FROM " + staged
                + " WHERE act = 'added' GROUP BY 1) g LEFT JOIN (SELECT " + shape.liveRow("t.")
                + " AS values, pg_catalog.count(*) AS number FROM ONLY " + shape.sql()
                + " t GROUP BY 1) l ON l.values = g.values WHERE s.act = 'added' AND " + shape.row("s.a")
                + " = g.values";
    }

    /** Not one of the rows which the culprit added to any part of the table, and that go. */
    private String leaving(String live) {
        return all.stream()
                .filter(part -> part.rootOid() == shape.rootOid() && !part.lacksKey())
                .map(part -> gone(part, live))
                .collect(Collectors.joining());
    }

    /** {@code AND} the live row is not one that is removed from this table. */
    private static String gone(TableShape table, String live) {
        return " AND NOT (" + live + ".tableoid = " + table.oid() + " AND EXISTS (SELECT FROM "
                + MergeSql.staged(table.oid()) + " o WHERE o.act = 'remove' AND "
                + (table.lacksKey()
                        ? table.liveRow(live + ".") + " = " + table.row("o.a")
                        : table.equal(table.key(), live, "o.a"))
                + "))";
    }

    private List<TableShape> parents(ForeignKey reference) {
        return all.stream()
                .filter(parent -> parent.belongsTo(reference.parentOid()))
                .toList();
    }

    private String sameButForTheKey(String other) {
        return butForTheKey(other) + " = " + butForTheKey("s.b");
    }

    /** As one text, so that many rows are joined by hash. */
    private String butForTheKey(String prefix) {
        return TableShape.text("ROW("
                + IntStream.range(0, shape.columns().size())
                        .filter(i -> !isKey(i))
                        .mapToObj(i -> TableShape.text(prefix + (i + 1)))
                        .collect(Collectors.joining(", "))
                + ")");
    }

    private boolean isKey(int column) {
        return shape.key().stream().anyMatch(match -> match.column() == column);
    }

    private String anyColumn(String liveAgainstAfter) {
        return "("
                + shape.each(
                        " OR ",
                        i -> changed(i) + " AND "
                                + TableShape.text("l." + shape.columns().get(i).sql()) + liveAgainstAfter
                                + TableShape.text("s.a" + (i + 1)))
                + ")";
    }

    private String later() {
        return "("
                + shape.each(" OR ", i -> {
                    String live = TableShape.text("l." + shape.columns().get(i).sql());
                    return changed(i) + " AND " + live + " IS DISTINCT FROM " + TableShape.text("s.a" + (i + 1))
                            + " AND " + live + " IS DISTINCT FROM " + TableShape.text("s.b" + (i + 1));
                })
                + ")";
    }

    private static String changed(int i) {
        return TableShape.text("s.b" + (i + 1)) + " IS DISTINCT FROM " + TableShape.text("s.a" + (i + 1));
    }

    /**
     * Live rows that get an older value back, or go, do not stand in the way; whether they make room, the database itself
     * says later. A plain join comes first, so that few staged rows are looked up in the index of a large table.
     */
    private String uniqueTaken(List<Match> index) {
        return conflict("UNIQUE_TAKEN") + " FROM (SELECT t.n AS number, l.* FROM " + staged + " t JOIN ONLY "
                + shape.sql() + " l ON " + shape.equal(index, "l", "t.b") + " AND NOT ("
                + shape.equal(shape.key(), "l", "t.b") + ")) l WHERE s.n = l.number AND (s.act = 'insert' OR s.act ="
                + " 'update' AND ("
                + index.stream().map(match -> changed(match.column())).collect(Collectors.joining(" OR "))
                + ")) AND NOT EXISTS (SELECT FROM " + staged + " o WHERE o.act IN ('update', 'remove') AND "
                + shape.equal(shape.key(), "l", "o.a") + ")";
    }

    private String conflict(String why) {
        return "UPDATE " + staged + " s SET act = 'conflict', why = '" + why.replace("'", "''") + "'";
    }

    private int index(String column) {
        return index(shape, column);
    }

    private static int index(TableShape shape, String column) {
        return shape.number(column);
    }

    private static String columns(ForeignKey reference, String separator, Function<ForeignKey.Pair, String> text) {
        return reference.columns().stream().map(text).collect(Collectors.joining(separator));
    }
}
