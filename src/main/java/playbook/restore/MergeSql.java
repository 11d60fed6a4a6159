package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import playbook.restore.TableShape.Match;

/**
 * The statements that put one table's rows back. Staged rows have {@code b1…} (before the culprit), {@code a1…} (after
 * it) and {@code act}, which is decided step by step; kept rows have {@code p1…} (live before the merge) and
 * {@code q1…} (after it).
 */
final class MergeSql {

    private final TableShape shape;
    private final String staged;
    private final String kept;

    MergeSql(TableShape shape, String rescueSchema) {
        this.shape = shape;
        this.staged = staged(shape.oid());
        this.kept = "\"" + rescueSchema + "\".\"rows_" + shape.oid() + "\"";
    }

    static String staged(long oid) {
        return "pg_temp.\"staged_" + oid + "\"";
    }

    /** Only letters, digits and underscores: needs no quoting rules to be remembered at night. */
    static String rescueSchema(String incident) {
        String name = incident.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return "playbook_rescue_" + name.substring(0, Math.min(47, name.length()));
    }

    String stage() {
        return "CREATE TEMPORARY TABLE " + staged + " (op \"char\", "
                + shape.each(
                        ", ", i -> "b" + (i + 1) + " " + shape.columns().get(i).stagedType()) + ", "
                + shape.each(
                        ", ", i -> "a" + (i + 1) + " " + shape.columns().get(i).stagedType())
                + ", act pg_catalog.text, why pg_catalog.text)";
    }

    String load() {
        return "COPY " + staged + " (op, " + shape.numbered("b") + ", " + shape.numbered("a") + ") FROM STDIN";
    }

    /** In this order. */
    List<String> judge() {
        List<String> statements = new ArrayList<>();
        statements.add("UPDATE " + staged + " s SET act = CASE op WHEN 'D' THEN 'insert' WHEN 'U' THEN 'gone' ELSE"
                + " 'culprit' END");
        // Not earlier: while act is NULL everywhere, every join on it is planned for one row, row by row.
        statements.add("ANALYZE " + staged);
        if (shape.lacksKey()) {
            statements.add(conflict("NO_KEY") + " WHERE act = 'insert' AND (EXISTS (SELECT FROM " + staged
                    + " o WHERE o.op <> 'D') OR EXISTS (SELECT FROM ONLY " + shape.sql() + " l WHERE ROW("
                    + shape.names("l.") + ")::pg_catalog.text = ROW(" + shape.numbered("s.b") + ")::pg_catalog.text))");
            return statements;
        }
        statements.add("UPDATE " + staged + " s SET act = 'present' WHERE act = 'insert' AND EXISTS (SELECT FROM ONLY "
                + shape.sql() + " l WHERE " + shape.equal(shape.key(), "l", "s.b") + " AND " + shape.same("l", "s.b")
                + ")");
        statements.add(conflict("KEY_EXISTS") + " WHERE act = 'insert' AND EXISTS (SELECT FROM " + shape.root()
                + " l WHERE " + shape.equal(shape.key(), "l", "s.b") + ")");
        statements.add("UPDATE " + staged + " s SET act = CASE WHEN " + anyColumn(" IS NOT DISTINCT FROM ")
                + " THEN 'update' WHEN " + shape.same("l", "s.b") + " THEN 'present' ELSE 'kept' END, why = CASE WHEN "
                + later() + " THEN 'KEPT_LATER' END FROM ONLY " + shape.sql() + " l WHERE act = 'gone' AND "
                + shape.equal(shape.key(), "l", "s.b"));
        shape.unique().forEach(index -> statements.add(uniqueTaken(index)));
        return statements;
    }

    /** Rows to come back whose parent neither lives nor comes back; to be repeated until it finds no more. */
    String parentGone(ForeignKey reference, List<TableShape> stagedTables) {
        StringBuilder sql = new StringBuilder(conflict("PARENT_GONE"))
                .append(" WHERE (act = 'insert' OR act = 'update' AND (")
                .append(columns(reference, " OR ", pair -> {
                    int i = index(pair.child());
                    return TableShape.text("s.b" + i) + " IS DISTINCT FROM " + TableShape.text("s.a" + i);
                }))
                .append("))")
                .append(columns(reference, "", pair -> " AND s.b" + index(pair.child()) + " IS NOT NULL"))
                .append(" AND NOT EXISTS (SELECT FROM ")
                .append(reference.parent())
                .append(" p WHERE ")
                .append(columns(
                        reference,
                        " AND ",
                        pair -> "p." + pair.parentSql() + " " + pair.operator() + " s.b" + index(pair.child())))
                .append(")");
        for (TableShape parent : stagedTables) {
            if (parent.oid() == reference.parentOid() || parent.rootOid() == reference.parentOid()) {
                sql.append(" AND NOT EXISTS (SELECT FROM ")
                        .append(staged(parent.oid()))
                        .append(" p WHERE p.act = 'insert' AND ")
                        .append(columns(
                                reference,
                                " AND ",
                                pair -> "p.b" + index(parent, pair.parent()) + " " + pair.operator() + " s.b"
                                        + index(pair.child())))
                        .append(")");
            }
        }
        return sql.toString();
    }

    /** Rows put back, or moved to another parent, whose parent is nowhere. */
    String countLostChildren(ForeignKey reference) {
        return "SELECT pg_catalog.count(*) FROM " + kept + " r WHERE (r.act = 'insert' OR "
                + columns(reference, " OR ", pair -> replaced(index(pair.child()))) + ")"
                + columns(reference, "", pair -> " AND r.q" + index(pair.child()) + " IS NOT NULL")
                + " AND NOT EXISTS (SELECT FROM " + reference.parent() + " p WHERE "
                + columns(
                        reference,
                        " AND ",
                        pair -> "p." + pair.parentSql() + " " + pair.operator() + " r.q" + index(pair.child()))
                + ")";
    }

    /** Rows that referred to a value which an update has replaced, and that is nowhere else. */
    String countLostParents(ForeignKey reference) {
        return "SELECT pg_catalog.count(*) FROM " + kept + " r JOIN " + reference.child() + " c ON "
                + columns(
                        reference,
                        " AND ",
                        pair -> "r.p" + index(pair.parent()) + " " + pair.operator() + " c." + pair.childSql())
                + " WHERE r.act = 'update' AND ("
                + columns(reference, " OR ", pair -> replaced(index(pair.parent())))
                + ") AND NOT EXISTS (SELECT FROM " + reference.parent() + " p WHERE "
                + columns(
                        reference,
                        " AND ",
                        pair -> "p." + pair.parentSql() + " " + pair.operator() + " c." + pair.childSql())
                + ")";
    }

    String counts() {
        return "SELECT act, coalesce(why, ''), pg_catalog.count(*) FROM " + staged + " GROUP BY 1, 2 ORDER BY 1, 2";
    }

    /** The first hundred keys of rows with this fate. */
    String keys() {
        String key = shape.lacksKey()
                ? "ROW(" + shape.numbered("b") + ")::pg_catalog.text"
                : shape.key().stream()
                        .map(match -> TableShape.text("b" + (match.column() + 1)))
                        .collect(Collectors.joining(" || ', ' || "));
        return "SELECT " + key + " FROM " + staged + " WHERE act = ? AND coalesce(why, '') = ? ORDER BY 1 LIMIT 100";
    }

    String lock() {
        return "LOCK TABLE " + shape.sql() + " IN SHARE ROW EXCLUSIVE MODE";
    }

    /** Keeps what is replaced, changes it, and brings back what is gone; each with the number of rows. */
    List<String> keep() {
        return List.of(
                "CREATE TABLE " + kept + " (act pg_catalog.text, "
                        + shape.each(
                                ", ",
                                i -> "p" + (i + 1) + " "
                                        + shape.columns().get(i).stagedType()) + ", "
                        + shape.each(
                                ", ",
                                i -> "q" + (i + 1) + " "
                                        + shape.columns().get(i).stagedType()) + ")",
                shape.lacksKey()
                        ? "SELECT"
                        : "INSERT INTO " + kept + " SELECT 'update', " + shape.names("l.") + ", "
                                + shape.each(", ", this::merged) + " FROM " + staged + " s JOIN ONLY " + shape.sql()
                                + " l ON " + shape.equal(shape.key(), "l", "s.b") + " WHERE s.act = 'update'",
                "INSERT INTO " + kept + " SELECT 'insert', " + shape.each(", ", i -> "NULL") + ", "
                        + shape.numbered("s.b") + " FROM " + staged + " s WHERE s.act = 'insert'",
                "ANALYZE " + kept);
    }

    String insert() {
        return "INSERT INTO " + shape.sql() + " (" + shape.names("") + ") OVERRIDING SYSTEM VALUE SELECT "
                + shape.numbered("r.q") + " FROM " + kept + " r WHERE r.act = 'insert'";
    }

    /** Empty when no column can be set. */
    String update() {
        return set("r.act = 'update'", i -> "r.q" + (i + 1), "r.p");
    }

    String undoUpdate() {
        return set(
                "r.act = 'update'",
                i -> "CASE WHEN "
                        + TableShape.text("l." + shape.columns().get(i).sql()) + " IS NOT DISTINCT FROM "
                        + TableShape.text("r.q" + (i + 1)) + " THEN r.p" + (i + 1) + " ELSE l."
                        + shape.columns().get(i).sql() + " END",
                "r.q");
    }

    String undoInsert() {
        if (shape.lacksKey()) {
            return "DELETE FROM ONLY " + shape.sql() + " WHERE ctid IN (SELECT l.place FROM (SELECT ctid AS place,"
                    + " ROW(" + shape.names("") + ")::pg_catalog.text AS text, pg_catalog.row_number() OVER (PARTITION"
                    + " BY ROW(" + shape.names("") + ")::pg_catalog.text) AS number FROM ONLY " + shape.sql()
                    + ") l JOIN (SELECT ROW(" + shape.numbered("q") + ")::pg_catalog.text AS text,"
                    + " pg_catalog.count(*) AS number FROM " + kept + " WHERE act = 'insert' GROUP BY 1) r"
                    + " ON l.text = r.text AND l.number <= r.number)";
        }
        return "DELETE FROM ONLY " + shape.sql() + " l USING " + kept + " r WHERE r.act = 'insert' AND "
                + shape.equal(shape.key(), "l", "r.q") + " AND " + shape.same("l", "r.q");
    }

    String countKept() {
        return "SELECT pg_catalog.count(*) FILTER (WHERE act = 'insert'), pg_catalog.count(*) FILTER (WHERE act ="
                + " 'update') FROM " + kept;
    }

    /** Everything above that changes or decides, for the digest in the plan. */
    List<String> all() {
        List<String> all = new ArrayList<>(List.of(stage(), load()));
        all.addAll(judge());
        all.addAll(keep());
        all.addAll(List.of(lock(), insert(), update()));
        return all;
    }

    private String set(String condition, java.util.function.IntFunction<String> value, String match) {
        String assignments = java.util.stream.IntStream.range(0, shape.columns().size())
                .filter(i -> shape.key().stream().noneMatch(key -> key.column() == i))
                .filter(i -> !shape.columns().get(i).identityAlways())
                .mapToObj(i -> shape.columns().get(i).sql() + " = " + value.apply(i))
                .collect(Collectors.joining(", "));
        return shape.lacksKey() || assignments.isEmpty()
                ? ""
                : "UPDATE ONLY " + shape.sql() + " l SET " + assignments + " FROM " + kept + " r WHERE " + condition
                        + " AND " + shape.equal(shape.key(), "l", match);
    }

    /** A column gets its value back only if it still holds what the culprit wrote. */
    private String merged(int i) {
        String live = "l." + shape.columns().get(i).sql();
        return "CASE WHEN " + TableShape.text(live) + " IS NOT DISTINCT FROM " + TableShape.text("s.a" + (i + 1))
                + " THEN s.b" + (i + 1) + " ELSE " + live + " END";
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

    private static String replaced(int number) {
        return "r.act = 'update' AND " + TableShape.text("r.p" + number) + " IS DISTINCT FROM "
                + TableShape.text("r.q" + number);
    }

    private static String changed(int i) {
        return TableShape.text("s.b" + (i + 1)) + " IS DISTINCT FROM " + TableShape.text("s.a" + (i + 1));
    }

    /**
     * Live rows that get an older value back themselves do not stand in the way. A plain join comes first, so that few
     * staged rows are looked up in the index of a large table.
     */
    private String uniqueTaken(List<Match> index) {
        return conflict("UNIQUE_TAKEN") + " FROM (SELECT t.ctid AS place, l.* FROM " + staged + " t JOIN ONLY "
                + shape.sql() + " l ON " + shape.equal(index, "l", "t.b") + " AND NOT ("
                + shape.equal(shape.key(), "l", "t.b") + ")) l WHERE s.ctid = l.place AND (s.act = 'insert' OR s.act ="
                + " 'update' AND ("
                + index.stream().map(match -> changed(match.column())).collect(Collectors.joining(" OR "))
                + ")) AND NOT EXISTS (SELECT FROM " + staged + " o WHERE o.act = 'update' AND "
                + shape.equal(shape.key(), "l", "o.b") + ")";
    }

    private String conflict(String why) {
        return "UPDATE " + staged + " s SET act = 'conflict', why = '" + why + "'";
    }

    private int index(String column) {
        return index(shape, column);
    }

    private static int index(TableShape shape, String column) {
        for (int i = 0; i < shape.columns().size(); i++) {
            if (shape.columns().get(i).name().equals(column)) {
                return i + 1;
            }
        }
        throw new playbook.incident.HintedException(
                "the foreign key of " + shape.sql() + " uses the generated column " + column + ".",
                "merge this table by hand.");
    }

    private static String columns(
            ForeignKey reference, String separator, java.util.function.Function<ForeignKey.Pair, String> text) {
        return reference.columns().stream().map(text).collect(Collectors.joining(separator));
    }
}
