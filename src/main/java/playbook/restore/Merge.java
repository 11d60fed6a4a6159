package playbook.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.incident.TableDifference;

/** One session on the patient that stages the difference, decides each row's fate, and can carry it out. */
final class Merge {

    private final Connection connection;
    private final String rescueSchema;
    private final List<TableDifference> differences;
    private final List<TableShape> shapes = new ArrayList<>();
    private final List<ForeignKey> references;

    Merge(Connection connection, String incident, RowDifference difference) throws SQLException {
        this.connection = connection;
        this.rescueSchema = MergeSql.rescueSchema(incident);
        this.differences = difference.tables();
        Catalog.prepare(connection);
        for (TableDifference table : differences) {
            shapes.add(sameShape(table));
        }
        this.references = Catalog.foreignKeys(connection, oids().toList());
    }

    /** Loads the files after their digests were found right. */
    void stage(Path work, MergeProgress progress) throws SQLException, IOException {
        for (int i = 0; i < shapes.size(); i++) {
            TableDifference difference = differences.get(i);
            Path file = work.resolve("rows").resolve(difference.file());
            String digest = RowFiles.sha256(file);
            if (!digest.equals(difference.sha256())) {
                throw new HintedException(
                        file + " was changed: its SHA-256 is " + digest + ", it was " + difference.sha256() + ".",
                        "compare the rows again, plan again, and have the new plan approved.");
            }
            MergeSql sql = sql(shapes.get(i));
            execute(sql.stage());
            try (InputStream in = Files.newInputStream(file)) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql.load(), in);
            }
            progress.table(shapes.get(i).oid());
        }
    }

    void judge(MergeProgress progress) throws SQLException {
        for (TableShape shape : shapes) {
            for (String statement : sql(shape).judge()) {
                execute(statement);
            }
            progress.table(shape.oid());
        }
        long changed;
        do {
            changed = 0;
            for (String statement : parentStatements()) {
                changed += execute(statement);
            }
        } while (changed > 0);
    }

    List<TablePlan> plans() throws SQLException {
        List<TablePlan> plans = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            plans.add(plan(shapes.get(i), differences.get(i)));
        }
        return plans;
    }

    List<String> warnings() throws SQLException {
        List<String> warnings = new ArrayList<>();
        for (TableShape shape : shapes) {
            warnings.addAll(Catalog.unanswered(connection, shape.oid()));
        }
        return warnings;
    }

    String statementsSha256() {
        return RowFiles.sha256(Stream.concat(
                        shapes.stream().flatMap(shape -> sql(shape).all().stream()), parentStatements().stream())
                .collect(java.util.stream.Collectors.joining(";\n")));
    }

    /** Nobody writes to these tables, nor removes a parent, until this transaction ends. */
    void lock() throws SQLException {
        Set<String> locks = new LinkedHashSet<>();
        shapes.stream()
                .sorted(java.util.Comparator.comparing(TableShape::oid))
                .forEach(shape -> locks.add(sql(shape).lock()));
        references.forEach(reference -> locks.add("LOCK TABLE " + reference.parent() + " IN SHARE MODE"));
        for (String lock : locks) {
            execute(lock);
        }
    }

    /** Looks at what the merge wrote, not at whole tables: its locks are held meanwhile. */
    void mustNotHaveLostParents() throws SQLException {
        for (ForeignKey reference : references) {
            long lost = 0;
            for (TableShape shape : shapes) {
                if (shape.oid() == reference.childOid()) {
                    lost += number(sql(shape).countLostChildren(reference));
                }
                if (isParent(shape, reference)) {
                    lost += number(sql(shape).countLostParents(reference));
                }
            }
            if (lost > 0) {
                throw new HintedException(
                        "%s would have %d rows without parent in %s by %s; nothing was changed."
                                .formatted(reference.child(), lost, reference.parent(), reference.name()),
                        "plan again, and read its conflicts.");
            }
        }
    }

    /** Rows without parent in all references from and to these tables. */
    List<Long> orphans() throws SQLException {
        List<Long> orphans = new ArrayList<>();
        for (ForeignKey reference : references) {
            orphans.add(number(reference.countOrphans()));
        }
        return orphans;
    }

    void mustNotHaveNewOrphans(List<Long> before) throws SQLException {
        List<Long> after = orphans();
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) > before.get(i)) {
                ForeignKey reference = references.get(i);
                throw new HintedException(
                        "%s would have %d rows without parent in %s by %s, before there were %d; nothing was changed."
                                .formatted(
                                        reference.child(),
                                        after.get(i),
                                        reference.parent(),
                                        reference.name(),
                                        before.get(i)),
                        "plan again, and read its conflicts.");
            }
        }
    }

    /** Parents first. */
    List<TableShape> inOrder() {
        List<TableShape> order = new ArrayList<>();
        Set<Long> visited = new LinkedHashSet<>();
        shapes.forEach(shape -> visit(shape, visited, order));
        return order;
    }

    MergeSql sql(TableShape shape) {
        return new MergeSql(shape, rescueSchema);
    }

    String rescueSchema() {
        return rescueSchema;
    }

    int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : Math.max(0, statement.getUpdateCount());
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(Catalog.rows(connection, sql).get(0).get(0));
    }

    private Stream<Long> oids() {
        return shapes.stream().map(TableShape::oid);
    }

    private List<String> parentStatements() {
        return references.stream()
                .flatMap(reference -> shapes.stream()
                        .filter(shape -> shape.oid() == reference.childOid())
                        .map(shape -> sql(shape).parentGone(reference, shapes)))
                .toList();
    }

    private void visit(TableShape shape, Set<Long> visited, List<TableShape> order) {
        if (!visited.add(shape.oid())) {
            return;
        }
        references.stream()
                .filter(reference -> reference.childOid() == shape.oid())
                .flatMap(reference -> shapes.stream().filter(parent -> isParent(parent, reference)))
                .forEach(parent -> visit(parent, visited, order));
        order.add(shape);
    }

    private static boolean isParent(TableShape shape, ForeignKey reference) {
        return shape.oid() == reference.parentOid() || shape.rootOid() == reference.parentOid();
    }

    private TablePlan plan(TableShape shape, TableDifference difference) throws SQLException {
        long insert = 0;
        long update = 0;
        long present = 0;
        long later = 0;
        List<String> laterKeys = new ArrayList<>();
        List<Listed> conflicts = new ArrayList<>();
        for (List<String> row : Catalog.rows(connection, sql(shape).counts())) {
            String act = row.get(0);
            String why = row.get(1);
            long count = Long.parseLong(row.get(2));
            switch (act) {
                case "insert" -> insert += count;
                case "update" -> update += count;
                case "present" -> present += count;
                case "conflict" -> conflicts.add(new Listed(why, count, keys(shape, act, why)));
                case "gone" -> conflicts.add(new Listed("DELETED_LATER", count, keys(shape, act, why)));
                default -> {}
            }
            if (why.equals("KEPT_LATER")) {
                later += count;
                laterKeys.addAll(keys(shape, act, why));
            }
        }
        Listed kept = new Listed(
                "KEPT_LATER", later, laterKeys.stream().sorted().limit(100).toList());
        return new TablePlan(
                difference.table(), shape.oid(), insert, update, present, kept, conflicts, difference.sha256());
    }

    private List<String> keys(TableShape shape, String act, String why) throws SQLException {
        return Catalog.rows(connection, sql(shape).keys(), act, why).stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The table may have changed since: then its rows do not fit any more. */
    private TableShape sameShape(TableDifference difference) throws SQLException {
        TableShape shape = Catalog.table(connection, difference.oid())
                .orElseThrow(() -> new HintedException(
                        "the table " + difference.table() + " (OID " + difference.oid() + ") is not there any more.",
                        "restore the whole table, for example from the logical backup."));
        List<TableShape.Column> wanted = new ArrayList<>();
        for (int i = 0; i < difference.columns().size(); i++) {
            String name = difference.columns().get(i);
            String type = difference.types().get(i);
            wanted.add(shape.columns().stream()
                    .filter(column ->
                            column.name().equals(name) && column.type().equals(type))
                    .findFirst()
                    .orElseThrow(() -> new HintedException(
                            "the column " + name + " of " + difference.table() + " is not there any more as " + type
                                    + ".",
                            "the table was altered after the loss: undo that, or merge this table by hand.")));
        }
        return reordered(shape, wanted, difference);
    }

    /** Columns which are new since keep their default or their live value; keys refer to the remaining ones. */
    private static TableShape reordered(TableShape shape, List<TableShape.Column> wanted, TableDifference difference) {
        List<List<TableShape.Match>> indexes = new ArrayList<>();
        indexes.add(shape.key());
        indexes.addAll(shape.unique());
        List<List<TableShape.Match>> usable = indexes.stream()
                .filter(index -> !index.isEmpty())
                .filter(index -> index.stream()
                        .allMatch(match -> wanted.contains(shape.columns().get(match.column()))))
                .map(index -> index.stream()
                        .map(match -> new TableShape.Match(
                                wanted.indexOf(shape.columns().get(match.column())), match.operator()))
                        .toList())
                .toList();
        List<TableShape.Match> key = usable.stream()
                .filter(index -> index.stream()
                        .map(match -> wanted.get(match.column()).name())
                        .toList()
                        .equals(difference.key()))
                .findFirst()
                .orElse(List.of());
        if (key.isEmpty() && !difference.key().isEmpty()) {
            throw new HintedException(
                    "the key " + difference.key() + " of " + difference.table() + " is not there any more.",
                    "create its primary key or unique index again.");
        }
        return new TableShape(
                shape.oid(),
                shape.rootOid(),
                shape.schema(),
                shape.name(),
                shape.sql(),
                shape.root(),
                wanted,
                key,
                key.isEmpty()
                        ? List.of()
                        : usable.stream().filter(index -> !index.equals(key)).toList());
    }
}
