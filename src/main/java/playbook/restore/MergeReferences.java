package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.incident.LargeObjects;

/**
 * Checks the foreign keys from and to the tables of a merge, since PostgreSQL does not check them in the merge's
 * session.
 */
final class MergeReferences {

    private final Merge merge;
    private final MergeTables tables;
    private final List<ForeignKey> staged = new ArrayList<>();
    /** Foreign keys with generated columns, which are not staged; for them all rows of the table are checked. */
    private final List<ForeignKey> generated = new ArrayList<>();

    private List<Long> orphansBefore = List.of();

    MergeReferences(Connection connection, Merge merge, MergeTables tables) throws SQLException {
        this.merge = merge;
        this.tables = tables;
        for (ForeignKey reference : ForeignKey.of(connection, tables.oids())) {
            (isStaged(reference) ? staged : generated).add(reference);
        }
        if (tables.stream().anyMatch(shape -> LargeObjects.isTable(shape.oid()))) {
            staged.add(ForeignKey.OF_LARGE_OBJECTS);
        }
    }

    private boolean isStaged(ForeignKey reference) {
        return tables.stream()
                .allMatch(shape -> reference.columns().stream()
                        .allMatch(pair -> (shape.oid() != reference.childOid() || shape.number(pair.child()) > 0)
                                && (!shape.belongsTo(reference.parentOid()) || shape.number(pair.parent()) > 0)));
    }

    List<ForeignKey> all() {
        return Stream.concat(staged.stream(), generated.stream()).toList();
    }

    /** Statements that lock the parents against changes. */
    List<String> locks() {
        return all().stream()
                .map(reference -> "LOCK TABLE " + reference.parent() + " IN SHARE MODE")
                .toList();
    }

    /**
     * Statements that mark staged rows as conflicts because of their parents or children; repeat them until nothing
     * changes.
     */
    List<String> judging() {
        List<String> statements = new ArrayList<>();
        for (ForeignKey reference : staged) {
            for (TableShape shape : tables.shapes()) {
                if (shape.oid() == reference.childOid()) {
                    statements.add(merge.judging(shape).parentGone(reference));
                }
                if (shape.belongsTo(reference.parentOid())) {
                    statements.add(merge.judging(shape).stillReferenced(reference));
                }
            }
        }
        return statements;
    }

    /** The tables, parents first. */
    List<TableShape> inOrder() {
        List<TableShape> order = new ArrayList<>();
        Set<Long> visited = new LinkedHashSet<>();
        tables.shapes().forEach(shape -> visit(shape, visited, order));
        return order;
    }

    private void visit(TableShape shape, Set<Long> visited, List<TableShape> order) {
        if (!visited.add(shape.oid())) {
            return;
        }
        staged.stream()
                .filter(reference -> reference.childOid() == shape.oid())
                .flatMap(reference -> tables.stream().filter(parent -> parent.belongsTo(reference.parentOid())))
                .forEach(parent -> visit(parent, visited, order));
        order.add(shape);
    }

    /** Remembers the number of orphans before anything is written. */
    void remember() throws SQLException {
        orphansBefore = orphans(generated);
    }

    /** Checks the written rows, and whole tables only where necessary, because the merge holds its locks meanwhile. */
    void mustHold() throws SQLException {
        for (ForeignKey reference : staged) {
            long lost = 0;
            for (TableShape shape : tables.shapes()) {
                if (shape.oid() == reference.childOid()) {
                    lost += merge.number(merge.sql(shape).countLostChildren(reference));
                }
                if (shape.belongsTo(reference.parentOid())) {
                    lost += merge.number(merge.sql(shape).countLostParents(reference));
                }
            }
            if (lost > 0) {
                throw broken(reference, lost, "");
            }
        }
        mustNotHaveNewOrphans(generated, orphansBefore);
    }

    /** For each foreign key from or to these tables, the number of rows without a parent. */
    List<Long> orphans() throws SQLException {
        return orphans(all());
    }

    void mustNotHaveNewOrphans(List<Long> before) throws SQLException {
        mustNotHaveNewOrphans(all(), before);
    }

    private List<Long> orphans(List<ForeignKey> keys) throws SQLException {
        List<Long> orphans = new ArrayList<>();
        for (ForeignKey reference : keys) {
            orphans.add(merge.number(merge.countOrphans(reference)));
        }
        return orphans;
    }

    private void mustNotHaveNewOrphans(List<ForeignKey> keys, List<Long> before) throws SQLException {
        List<Long> after = orphans(keys);
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) > before.get(i)) {
                throw broken(keys.get(i), after.get(i), ", before there were " + before.get(i));
            }
        }
    }

    private static HintedException broken(ForeignKey reference, long rows, String before) {
        return new HintedException(
                "%s would have %d rows without parent in %s by %s%s; nothing was changed."
                        .formatted(
                                reference.words(reference.child()),
                                rows,
                                reference.words(reference.parent()),
                                reference.name(),
                                before),
                "plan again, and read its conflicts.");
    }
}
