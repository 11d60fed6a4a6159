package playbook.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import playbook.incident.LargeObjects;
import playbook.incident.Resource;

/**
 * The statements that put one table's rows back, as {@code merge.sql} has them. A row that is changed in a column which must
 * be unique is taken out and put in again: so rows may exchange such values, whatever their order.
 */
final class MergeSql {

    private final TableShape shape;
    private final MergeStatements statements;

    MergeSql(TableShape shape, MergeStatements statements) {
        this.shape = shape;
        this.statements = statements;
    }

    /** Only letters, digits and underscores: needs no quoting rules to be remembered at night. */
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

    /** Rows put back, or moved to another parent, whose parent is nowhere. */
    String countLostChildren(ForeignKey reference) {
        return statements.of(shape, reference, "count lost children");
    }

    /** Rows that referred to a value which an update has replaced, and that is nowhere else. */
    String countLostParents(ForeignKey reference) {
        return statements.of(shape, reference, "count lost parents");
    }

    /** Keeps what is replaced and removed, and what shall be there instead. */
    List<String> keep() {
        return those("keep", "keep updated", "keep inserted", "keep removed", "analyze kept");
    }

    /** So that single rows are found quickly, when some were refused. */
    String findKept() {
        return named("find kept");
    }

    /** How many rows of each act were kept, with the first and the last number. */
    String countByAct() {
        return named("count by act");
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

    /** Empty when no column can be set. */
    String update() {
        return orEmpty("update");
    }

    /** Takes the rows out; then they are put in again. */
    List<String> takeOut() {
        return those("move out", "delete moved");
    }

    String putIn() {
        return named("put in");
    }

    List<String> undoTakeOut() {
        return those("undo move out", "undo delete moved");
    }

    String undoUpdate() {
        return orEmpty("undo update");
    }

    /** Rows that are not there as they should be, value by value. */
    String countOther() {
        return named("count other");
    }

    /** Live rows that were put in with these numbers; for a table {@code l}. */
    String written(String act, String between) {
        return "EXISTS (SELECT FROM " + named("kept") + " r WHERE r.act = '" + act + "'" + between + " AND "
                + named("is written") + ")";
    }

    /** What the server notes of owners and grants of large objects, when it makes them itself; else nothing. */
    List<String> noteOwners() {
        if (shape.oid() != LargeObjects.OBJECTS) {
            return List.of();
        }
        String sql =
                Resource.text("playbook/restore/owners-of-large-objects.sql").replace("%kept%", named("kept"));
        return List.of(sql.split(";\\n"));
    }

    /** Everything that changes, for the digest in the plan: as long as texts and order stay, plans of former versions hold. */
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

    /** One that every table needs. */
    String named(String name) {
        return statements.of(shape, name);
    }

    /** Those of these that the table needs. */
    private List<String> those(String... names) {
        return Stream.of(names)
                .flatMap(name -> statements.find(shape, name).stream())
                .toList();
    }
}
