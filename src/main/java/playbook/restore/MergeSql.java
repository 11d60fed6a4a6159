package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import playbook.incident.LargeObjects;
import playbook.incident.Resource;

/**
 * The statements that put one table's rows back. Staged rows have {@code b1…} (before the culprit), {@code a1…} (after
 * it) and {@code act}, which {@link JudgeSql} decides; kept rows have {@code p1…} (live before the merge) and {@code q1…}
 * (after it). A row that is changed in a column which must be unique is taken out and put in again ({@code rewrite}): so
 * rows may exchange such values, whatever their order.
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
        return "CREATE TEMPORARY TABLE " + staged + " (n pg_catalog.int8 GENERATED ALWAYS AS IDENTITY, op \"char\", "
                + typed("b") + ", " + typed("a") + ", act pg_catalog.text, why pg_catalog.text)";
    }

    String load() {
        return "COPY " + staged + " (op, " + shape.numbered("b") + ", " + shape.numbered("a") + ") FROM STDIN";
    }

    /** Rows put back, or moved to another parent, whose parent is nowhere. */
    String countLostChildren(ForeignKey reference) {
        return "SELECT pg_catalog.count(*) FROM " + kept + " r WHERE (r.act = 'insert' OR "
                + columns(reference, " OR ", pair -> replaced(index(pair.child()))) + ")"
                + columns(reference, "", pair -> " AND r.q" + index(pair.child()) + " IS NOT NULL")
                + reference.missing(pair -> "r.q" + index(pair.child()), List.of(reference.live("")));
    }

    /** Rows that referred to a value which an update has replaced, and that is nowhere else. */
    String countLostParents(ForeignKey reference) {
        return "SELECT pg_catalog.count(*) FROM " + kept + " r JOIN " + reference.child() + " c ON "
                + columns(
                        reference,
                        " AND ",
                        pair -> "r.p" + index(pair.parent()) + " " + pair.operator() + " c." + pair.childSql())
                + " WHERE (r.act = 'remove' OR "
                + columns(reference, " OR ", pair -> replaced(index(pair.parent())))
                + ")" + reference.missing(pair -> "c." + pair.childSql(), List.of(reference.live("")));
    }

    String lock() {
        return "LOCK TABLE " + shape.sql() + " IN SHARE ROW EXCLUSIVE MODE";
    }

    /** Keeps what is replaced and removed, and what shall be there instead. */
    List<String> keep() {
        List<String> keep = new ArrayList<>();
        keep.add("CREATE TABLE " + kept + " (n pg_catalog.int8, act pg_catalog.text, " + typed("p") + ", " + typed("q")
                + ")");
        if (!shape.lacksKey()) {
            keep.add("INSERT INTO " + kept + " SELECT s.n, CASE WHEN " + stiff() + " THEN 'rewrite' ELSE 'update' END, "
                    + shape.names("l.") + ", " + shape.each(", ", this::merged) + " FROM " + staged + " s JOIN ONLY "
                    + shape.sql() + " l ON " + shape.equal(shape.key(), "l", "s.b") + " WHERE s.act = 'update'");
        }
        keep.add("INSERT INTO " + kept + " SELECT s.n, 'insert', " + nulls() + ", " + shape.numbered("s.b") + " FROM "
                + staged + " s WHERE s.act = 'insert'");
        keep.add("INSERT INTO " + kept + " SELECT s.n, 'remove', " + shape.numbered("s.a") + ", " + nulls() + " FROM "
                + staged + " s WHERE s.act = 'remove'");
        keep.add("ANALYZE " + kept);
        return keep;
    }

    /** So that single rows are found quickly, when some were refused. */
    String findKept() {
        return "CREATE INDEX ON " + kept + " (n)";
    }

    /** How many rows of each act were kept, with the first and the last number. */
    String countByAct() {
        return "SELECT act, pg_catalog.count(*), pg_catalog.min(n), pg_catalog.max(n) FROM " + kept + " GROUP BY 1";
    }

    String countBetween(String act, String between) {
        return "SELECT pg_catalog.count(*) FROM " + kept + " r WHERE r.act = '" + act + "'" + between;
    }

    String remove() {
        return shape.lacksKey()
                ? deleteSameRows("p", "remove")
                : "DELETE FROM ONLY " + shape.sql() + " l USING " + kept + " r WHERE r.act = 'remove' AND "
                        + shape.equal(shape.key(), "l", "r.p") + " AND " + shape.same("l", "r.p");
    }

    String insert() {
        return "INSERT INTO " + shape.sql() + " (" + shape.names("") + ") OVERRIDING SYSTEM VALUE SELECT "
                + shape.numbered("r.q") + " FROM " + kept + " r WHERE r.act = 'insert'";
    }

    /** Empty when no column can be set. */
    String update() {
        return set(i -> "r.q" + (i + 1), "r.p");
    }

    /** Takes the rows out. */
    List<String> takeOut() {
        return takeOut(i -> "r.q" + (i + 1), "r.p");
    }

    /** Puts them in again. */
    String putIn() {
        return "INSERT INTO " + shape.sql() + " (" + shape.names("") + others("") + ") OVERRIDING SYSTEM VALUE SELECT "
                + shape.numbered("r.v") + others("r.") + " FROM " + moved() + " r WHERE r.act = 'rewrite'";
    }

    List<String> undoTakeOut() {
        return takeOut(this::unlessChangedSince, "r.q");
    }

    String undoUpdate() {
        return set(this::unlessChangedSince, "r.q");
    }

    String undoInsert() {
        if (shape.lacksKey()) {
            return deleteSameRows("q", "insert");
        }
        return "DELETE FROM ONLY " + shape.sql() + " l USING " + kept + " r WHERE r.act = 'insert' AND "
                + shape.equal(shape.key(), "l", "r.q") + " AND " + shape.same("l", "r.q");
    }

    String undoRemove() {
        return "INSERT INTO " + shape.sql() + " (" + shape.names("") + ") OVERRIDING SYSTEM VALUE SELECT "
                + shape.numbered("r.p") + " FROM " + kept + " r WHERE r.act = 'remove'"
                + (shape.lacksKey()
                        ? ""
                        : " AND NOT EXISTS (SELECT FROM " + shape.root() + " l WHERE "
                                + shape.equal(shape.key(), "l", "r.p") + ")");
    }

    String countKept() {
        return "SELECT pg_catalog.count(*) FILTER (WHERE act = 'insert'), pg_catalog.count(*) FILTER (WHERE act <>"
                + " 'insert') FROM " + kept;
    }

    /** Rows that are not there as they should be, value by value. */
    String countOther() {
        if (shape.lacksKey()) {
            return "SELECT coalesce(pg_catalog.sum(greatest(r.number - coalesce(l.number, 0), 0)), 0)::pg_catalog.int8"
                    + " FROM (SELECT " + shape.row("q") + " AS values, pg_catalog.count(*) AS number FROM " + kept
                    + " WHERE act = 'insert' GROUP BY 1) r LEFT JOIN (SELECT " + shape.liveRow("t.")
                    + " AS values, pg_catalog.count(*) AS number FROM ONLY " + shape.sql()
                    + " t GROUP BY 1) l ON l.values = r.values";
        }
        return "SELECT pg_catalog.count(*) FROM " + kept + " r LEFT JOIN ONLY " + shape.sql() + " l ON "
                + shape.equal(shape.key(), "l", "r.q") + " AND " + shape.same("l", "r.q")
                + " WHERE r.act <> 'remove' AND l.ctid IS NULL";
    }

    /** Live rows that were put in with these numbers; for a table {@code l}. */
    String written(String act, String between) {
        return "EXISTS (SELECT FROM " + kept + " r WHERE r.act = '" + act + "'" + between + " AND "
                + (shape.lacksKey()
                        ? shape.liveRow("l.") + " = " + shape.row("r.q")
                        : shape.equal(shape.key(), "l", "r.q"))
                + ")";
    }

    /** What the server notes of owners and grants of large objects, when it makes them itself; else nothing. */
    List<String> noteOwners() {
        return shape.oid() == LargeObjects.OBJECTS
                ? List.of(Resource.text("playbook/restore/owners-of-large-objects.sql")
                        .replace("%kept%", kept)
                        .split(";\\n"))
                : List.of();
    }

    /** Everything that changes, for the digest in the plan. */
    List<String> all() {
        List<String> all = new ArrayList<>(List.of(stage(), load()));
        all.addAll(keep());
        all.addAll(takeOut());
        all.addAll(List.of(lock(), remove(), update(), putIn(), insert()));
        all.addAll(noteOwners());
        return all;
    }

    private String moved() {
        return "pg_temp.\"moved_" + shape.oid() + "\"";
    }

    private List<String> takeOut(IntFunction<String> value, String match) {
        if (shape.lacksKey()) {
            return List.of();
        }
        return List.of(
                "CREATE TEMPORARY TABLE " + moved() + " AS SELECT r.n, r.act, "
                        + shape.each(", ", i -> value.apply(i) + " AS v" + (i + 1)) + others("l.") + " FROM " + kept
                        + " r JOIN ONLY " + shape.sql() + " l ON " + shape.equal(shape.key(), "l", match)
                        + " WHERE r.act = 'rewrite'",
                "DELETE FROM ONLY " + shape.sql() + " l USING " + kept + " r WHERE r.act = 'rewrite' AND "
                        + shape.equal(shape.key(), "l", match));
    }

    private String deleteSameRows(String values, String act) {
        return "DELETE FROM ONLY " + shape.sql() + " WHERE ctid IN (SELECT l.place FROM (SELECT ctid AS place, "
                + shape.liveRow("t.") + " AS values, pg_catalog.row_number() OVER (PARTITION BY " + shape.liveRow("t.")
                + ") AS number FROM ONLY " + shape.sql() + " t) l JOIN (SELECT " + shape.row(values)
                + " AS values, pg_catalog.count(*) AS number FROM " + kept + " WHERE act = '" + act
                + "' GROUP BY 1) r ON l.values = r.values AND l.number <= r.number)";
    }

    private String set(IntFunction<String> value, String match) {
        String assignments = IntStream.range(0, shape.columns().size())
                .filter(i -> shape.key().stream().noneMatch(key -> key.column() == i))
                .filter(i -> !shape.columns().get(i).identityAlways())
                .mapToObj(i -> shape.columns().get(i).sql() + " = " + value.apply(i))
                .collect(Collectors.joining(", "));
        return shape.lacksKey() || assignments.isEmpty()
                ? ""
                : "UPDATE ONLY " + shape.sql() + " l SET " + assignments + " FROM " + kept
                        + " r WHERE r.act = 'update' AND " + shape.equal(shape.key(), "l", match);
    }

    private String unlessChangedSince(int i) {
        String live = "l." + shape.columns().get(i).sql();
        return "CASE WHEN " + TableShape.text(live) + " IS NOT DISTINCT FROM " + TableShape.text("r.q" + (i + 1))
                + " THEN r.p" + (i + 1) + " ELSE " + live + " END";
    }

    /** A column gets its value back only if it still holds what the culprit wrote. */
    static String merged(TableShape shape, int i, String row, String staged) {
        String live = row + "." + shape.columns().get(i).sql();
        return "CASE WHEN " + TableShape.text(live) + " IS NOT DISTINCT FROM "
                + TableShape.text(staged + ".a" + (i + 1)) + " THEN " + staged + ".b" + (i + 1) + " ELSE " + live
                + " END";
    }

    private String merged(int i) {
        return merged(shape, i, "l", "s");
    }

    /** The row changes in a column that cannot be changed where it is. */
    private String stiff() {
        return "(false"
                + IntStream.range(0, shape.columns().size())
                        .filter(i -> shape.columns().get(i).stiff())
                        .mapToObj(i -> " OR "
                                + TableShape.text("l." + shape.columns().get(i).sql()) + " IS DISTINCT FROM "
                                + TableShape.text("(" + merged(i) + ")"))
                        .collect(Collectors.joining())
                + ")";
    }

    private String typed(String prefix) {
        return shape.each(
                ", ", i -> prefix + (i + 1) + " " + shape.columns().get(i).stagedType());
    }

    private String nulls() {
        return shape.each(", ", i -> "NULL");
    }

    private String others(String prefix) {
        return shape.others().stream().map(name -> ", " + prefix + name).collect(Collectors.joining());
    }

    private static String replaced(int number) {
        return "r.act IN ('update', 'rewrite') AND " + TableShape.text("r.p" + number) + " IS DISTINCT FROM "
                + TableShape.text("r.q" + number);
    }

    private int index(String column) {
        return shape.number(column);
    }

    private static String columns(ForeignKey reference, String separator, Function<ForeignKey.Pair, String> text) {
        return reference.columns().stream().map(text).collect(Collectors.joining(separator));
    }
}
