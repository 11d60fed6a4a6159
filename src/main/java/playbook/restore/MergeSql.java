package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import playbook.incident.LargeObjects;
import playbook.incident.Resource;

/**
 * The statements that put one table's rows back, from {@code merge.sql}. A row whose unique column changes is deleted
 * and inserted again, so that rows can swap unique values in any order.
 */
final class MergeSql {

    private final TableShape shape;
    private final MergeStatements statements;

    MergeSql(TableShape shape, MergeStatements statements) {
        this.shape = shape;
        this.statements = statements;
    }

    /** The rescue schema's name: only letters, digits and underscores, so that a person need not quote it. */
    static String rescueSchema(String incident) {
        String name = incident.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return "playbook_rescue_" + name.substring(0, Math.min(47, name.length()));
    }

    String stage() {
        return named("stage");
    }

    String load() {
        return named("load");
    }

    String lock() {
        return named("lock");
    }

    /** Counts rows that were put back, or moved to another parent, and have no parent. */
    String countLostChildren(ForeignKey reference) {
        return statements.of(shape, reference, "count lost children");
    }

    /** Counts rows that refer to a value that an update replaced and that no parent row has any more. */
    String countLostParents(ForeignKey reference) {
        return statements.of(shape, reference, "count lost parents");
    }

    /** Statements that keep the replaced and removed rows, and the planned new ones. */
    List<String> keep() {
        return needed("keep", "keep updated", "keep inserted", "keep removed", "analyze kept");
    }

    /** Creates an index, so that single rows are found quickly after some were refused. */
    String findKept() {
        return named("find kept");
    }

    /** Number of kept rows for each act, with the first and the last row number. */
    String countByAct() {
        return named("count by act");
    }

    /** Numbers of the kept rows with which this is done. */
    String those(String act) {
        return "SELECT r.n FROM " + named("kept") + " r WHERE r.act = '" + act + "'";
    }

    String countBetween(String act, String between) {
        return "SELECT pg_catalog.count(*) FROM " + named("kept") + " r WHERE r.act = '" + act + "'" + between;
    }

    String remove() {
        return named("remove");
    }

    String insert() {
        return named("insert");
    }

    /** The update statement; empty when no column can be updated. */
    String update() {
        return orEmpty("update");
    }

    /** Statements that delete the rows that are inserted again later. */
    List<String> takeOut() {
        return needed("move out", "delete moved");
    }

    String putIn() {
        return named("put in");
    }

    List<String> undoTakeOut() {
        return needed("undo move out", "undo delete moved");
    }

    String undoUpdate() {
        return orEmpty("undo update");
    }

    /** Counts rows that do not have all their planned values. */
    String countOther() {
        return named("count other");
    }

    /** Condition for live rows (alias {@code l}) that were written with these row numbers. */
    String written(String act, String between) {
        return "EXISTS (SELECT FROM " + named("kept") + " r WHERE r.act = '" + act + "'" + between + " AND "
                + named("is written") + ")";
    }

    /**
     * Statements that record owners and grants of large objects in pg_shdepend, as the server does itself; otherwise
     * empty.
     */
    List<String> noteOwners() {
        if (shape.oid() != LargeObjects.OBJECTS) {
            return List.of();
        }
        String sql =
                Resource.text("playbook/restore/owners-of-large-objects.sql").replace("%kept%", named("kept"));
        return List.of(sql.split(";\\n"));
    }

    /**
     * All statements that change something, for the digest in the plan. Plans of former versions stay valid only while
     * texts and order stay the same.
     */
    List<String> all() {
        List<String> all = new ArrayList<>(List.of(stage(), load()));
        all.addAll(keep());
        all.addAll(takeOut());
        all.addAll(List.of(lock(), remove(), update(), putIn(), insert()));
        all.addAll(noteOwners());
        return all;
    }

    private String orEmpty(String name) {
        return statements.find(shape, name).orElse("");
    }

    /** A statement that every table has. */
    String named(String name) {
        return statements.of(shape, name);
    }

    /** The statements of these names that the table needs. */
    private List<String> needed(String... names) {
        return Stream.of(names)
                .flatMap(name -> statements.find(shape, name).stream())
                .toList();
    }
}
