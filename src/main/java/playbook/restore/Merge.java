package playbook.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import playbook.incident.HintedException;
import playbook.incident.LargeObjects;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.Sha256;
import playbook.incident.TableDifference;
import playbook.incident.TableName;

/** One session on the patient that stages the difference, decides each row's fate, and can carry it out. */
final class Merge {

    private final Connection connection;
    private final String rescueSchema;
    private final List<TableDifference> differences;
    private final List<TableShape> shapes = new ArrayList<>();
    private final List<ForeignKey> references = new ArrayList<>();
    /** They refer by generated columns, which are not among the staged ones: all their rows are looked at. */
    private final List<ForeignKey> generated = new ArrayList<>();

    private final List<List<String>> always = new ArrayList<>();
    private final Map<Long, List<DeferrableConstraint>> deferrable = new HashMap<>();
    private final List<String> warnings;
    private final boolean keepAdded;
    private final LeftOutRows leftOut;
    private List<Long> orphansBefore = List.of();
    private String keptIn;

    Merge(Connection connection, String incident, RowDifference difference) throws SQLException {
        this(connection, incident, difference, false, List.of());
    }

    /**
     * A merge that people may have narrowed.
     *
     * @param keepAdded rows which the culprit added stay
     * @param leftOut rows which stay as they are now
     */
    Merge(Connection connection, String incident, RowDifference difference, boolean keepAdded, List<RowKey> leftOut)
            throws SQLException {
        this.connection = connection;
        this.rescueSchema = MergeSql.rescueSchema(incident);
        this.keptIn = rescueSchema;
        this.keepAdded = keepAdded;
        this.leftOut = new LeftOutRows(leftOut);
        this.warnings = new ArrayList<>(difference.remarks());
        this.differences = new ArrayList<>();
        Catalog.prepare(connection);
        // From here on: what an event trigger says of DDL is meant for people who change the schema.
        execute("SET LOCAL session_replication_role = replica");
        for (TableDifference table : difference.tables()) {
            take(table);
        }
        for (ForeignKey reference : Catalog.foreignKeys(connection, oids().toList())) {
            (isStaged(reference) ? references : generated).add(reference);
        }
        if (shapes.stream().anyMatch(shape -> LargeObjects.isTable(shape.oid()))) {
            references.add(ForeignKey.OF_LARGE_OBJECTS);
        }
        String array = oids().map(String::valueOf).collect(java.util.stream.Collectors.joining(",", "{", "}"));
        for (List<String> unlogged : Catalog.rows(connection, Sql.text("unlogged-children.sql"), array)) {
            warnings.add(unlogged.get(0) + " is unlogged" + unlogged.get(1)
                    + ": what was removed from it is in no WAL and in no base backup; only a dump can have it.");
        }
        for (TableShape shape : shapes) {
            always.addAll(Catalog.always(connection, shape.oid()));
            deferrable.put(shape.oid(), Catalog.deferrable(connection, shape.oid()));
        }
    }

    /** A table that was dropped since cannot take rows back; the others can. */
    private void take(TableDifference table) throws SQLException {
        Optional<TableShape> live = Catalog.table(connection, table.oid());
        if (live.isEmpty()) {
            warnings.add(table.table() + " is not there any more: " + (table.deleted() + table.updated())
                    + " rows cannot go back into it. The logical backup has the table.");
            return;
        }
        differences.add(table);
        shapes.add(sameShape(live.get(), table));
    }

    private boolean isStaged(ForeignKey reference) {
        return shapes.stream()
                .allMatch(shape -> reference.columns().stream()
                        .allMatch(pair -> (shape.oid() != reference.childOid() || shape.number(pair.child()) > 0)
                                && (!shape.belongsTo(reference.parentOid()) || shape.number(pair.parent()) > 0)));
    }

    /** Loads the files after their digests were found right. */
    void stage(Path work, MergeProgress progress) throws SQLException, IOException {
        for (int i = 0; i < shapes.size(); i++) {
            TableDifference difference = differences.get(i);
            Path file = work.resolve("rows").resolve(difference.file());
            String digest = Sha256.of(file);
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
        leftOut.stage(this, shapes);
    }

    void judge(MergeProgress progress) throws SQLException {
        for (TableShape shape : shapes) {
            executeAll(judging(shape).alone());
        }
        settleReferences();
        for (TableShape shape : shapes) {
            executeAll(judging(shape).inTheWay());
            progress.table(shape.oid());
        }
        settleReferences();
    }

    /** These rows stay as they are, and what depends on them. */
    void refuse(Map<TableShape, Map<Long, String>> refused) throws SQLException {
        for (Map.Entry<TableShape, Map<Long, String>> table : refused.entrySet()) {
            Map<String, List<Long>> byReason = new java.util.TreeMap<>();
            table.getValue()
                    .forEach((number, why) -> byReason.computeIfAbsent(why, key -> new ArrayList<>())
                            .add(number));
            for (Map.Entry<String, List<Long>> reason : byReason.entrySet()) {
                execute(judging(table.getKey()).refused(reason.getKey(), reason.getValue().stream()));
            }
        }
        settleReferences();
    }

    private void settleReferences() throws SQLException {
        long changed;
        do {
            changed = 0;
            for (String statement : referenceStatements()) {
                changed += execute(statement);
            }
        } while (changed > 0);
    }

    /** Nor does a trigger fire that the session's role does not hold back; references are checked by ourselves. */
    void silence() throws SQLException {
        orphansBefore = orphans(generated);
        // Checks, domains and indexes may call functions that name their tables as the application's sessions do.
        rows(Sql.text("search-path-of-checks.sql"), schemas());
        for (List<String> one : always) {
            execute(one.get(1));
        }
    }

    private String schemas() {
        return shapes.stream()
                .map(shape -> "\"" + shape.schema().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .distinct()
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    void speakAgain() throws SQLException {
        for (List<String> one : always) {
            execute(one.get(2));
        }
    }

    /** Looks at every row that was written, value by value. */
    void mustBeAsPlanned() throws SQLException {
        for (TableShape shape : shapes) {
            long other = number(sql(shape).countOther());
            if (other > 0) {
                throw new HintedException(
                        "%s: %d rows are not there with the values of before; nothing was changed."
                                .formatted(nameOf(shape), other),
                        "something changes them while they are written: look for rules on this table.");
            }
        }
        mustNotHaveLostParents();
        mustNotHaveNewOrphans(generated, orphansBefore);
    }

    List<TablePlan> plans() throws SQLException {
        List<TablePlan> plans = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            plans.add(plan(shapes.get(i), differences.get(i)));
        }
        return plans;
    }

    List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        always.forEach(one -> all.add(one.get(0)));
        return all;
    }

    String statementsSha256() {
        return Sha256.of(Stream.of(
                        shapes.stream().flatMap(shape -> new MergeSql(shape, rescueSchema).all().stream()),
                        shapes.stream().flatMap(shape -> judging(shape).all().stream()),
                        referenceStatements().stream(),
                        always.stream().flatMap(List::stream))
                .flatMap(statements -> statements)
                .collect(java.util.stream.Collectors.joining(";\n")));
    }

    /** Nobody writes to these tables, nor removes a parent, until this transaction ends. */
    void lock() throws SQLException {
        Set<String> locks = new LinkedHashSet<>();
        shapes.stream()
                .sorted(java.util.Comparator.comparing(TableShape::oid))
                .forEach(shape -> locks.add(sql(shape).lock()));
        Stream.concat(references.stream(), generated.stream())
                .forEach(reference -> locks.add("LOCK TABLE " + reference.parent() + " IN SHARE MODE"));
        for (String lock : locks) {
            execute(lock);
        }
    }

    /** Looks at what the merge wrote, not at whole tables: its locks are held meanwhile. */
    private void mustNotHaveLostParents() throws SQLException {
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
                                .formatted(
                                        reference.words(reference.child()),
                                        lost,
                                        reference.words(reference.parent()),
                                        reference.name()),
                        "plan again, and read its conflicts.");
            }
        }
    }

    /** Rows without parent in all references from and to these tables. */
    List<Long> orphans() throws SQLException {
        return orphans(all());
    }

    void mustNotHaveNewOrphans(List<Long> before) throws SQLException {
        mustNotHaveNewOrphans(all(), before);
    }

    private List<ForeignKey> all() {
        return Stream.concat(references.stream(), generated.stream()).toList();
    }

    private List<Long> orphans(List<ForeignKey> keys) throws SQLException {
        List<Long> orphans = new ArrayList<>();
        for (ForeignKey reference : keys) {
            orphans.add(number(reference.countOrphans()));
        }
        return orphans;
    }

    private void mustNotHaveNewOrphans(List<ForeignKey> keys, List<Long> before) throws SQLException {
        List<Long> after = orphans(keys);
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) > before.get(i)) {
                ForeignKey reference = keys.get(i);
                throw new HintedException(
                        "%s would have %d rows without parent in %s by %s, before there were %d; nothing was changed."
                                .formatted(
                                        reference.words(reference.child()),
                                        after.get(i),
                                        reference.words(reference.parent()),
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

    /** What a rehearsal keeps is nobody's business, and may stand beside what a merge kept before. */
    Merge asRehearsal() {
        keptIn = "pg_temp";
        return this;
    }

    MergeSql sql(TableShape shape) {
        return new MergeSql(shape, keptIn);
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

    JudgeSql judging(TableShape shape) {
        return new JudgeSql(shape, shapes, keepAdded);
    }

    List<DeferrableConstraint> deferrable(TableShape shape) {
        return deferrable.getOrDefault(shape.oid(), List.of());
    }

    TableName nameOf(TableShape shape) {
        return differences.get(shapes.indexOf(shape)).table();
    }

    List<List<String>> rows(String sql, Object... parameters) throws SQLException {
        return Catalog.rows(connection, sql, parameters);
    }

    Savepoint savepoint() throws SQLException {
        return connection.setSavepoint();
    }

    void rollbackTo(Savepoint savepoint) throws SQLException {
        connection.rollback(savepoint);
    }

    void release(Savepoint savepoint) throws SQLException {
        connection.releaseSavepoint(savepoint);
    }

    private void executeAll(List<String> statements) throws SQLException {
        for (String statement : statements) {
            execute(statement);
        }
    }

    private List<String> referenceStatements() {
        List<String> statements = new ArrayList<>();
        for (ForeignKey reference : references) {
            for (TableShape shape : shapes) {
                if (shape.oid() == reference.childOid()) {
                    statements.add(judging(shape).parentGone(reference));
                }
                if (isParent(shape, reference)) {
                    statements.add(judging(shape).stillReferenced(reference));
                }
            }
        }
        return statements;
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
        return shape.belongsTo(reference.parentOid());
    }

    private TablePlan plan(TableShape shape, TableDifference difference) throws SQLException {
        Map<String, Long> acts = new HashMap<>();
        long later = 0;
        long partly = 0;
        List<String> laterKeys = new ArrayList<>();
        List<Listed> conflicts = new ArrayList<>();
        for (List<String> row : Catalog.rows(connection, judging(shape).counts())) {
            String act = row.get(0);
            String why = row.get(1);
            long count = Long.parseLong(row.get(2));
            acts.merge(act, count, Long::sum);
            if (act.equals("conflict") || act.equals("gone")) {
                conflicts.add(new Listed(act.equals("gone") ? "DELETED_LATER" : why, count, keys(shape, act, why)));
            } else if (why.equals("KEPT_LATER")) {
                later += count;
                partly += act.equals("update") ? count : 0;
                laterKeys.addAll(keys(shape, act, why));
            }
        }
        Listed kept = new Listed(
                "KEPT_LATER", later, laterKeys.stream().sorted().limit(100).toList());
        return new TablePlan(
                difference.table(),
                shape.oid(),
                acts.getOrDefault("insert", 0L),
                acts.getOrDefault("update", 0L),
                acts.getOrDefault("present", 0L),
                kept,
                conflicts,
                difference.sha256(),
                acts.getOrDefault("remove", 0L),
                partly);
    }

    private List<String> keys(TableShape shape, String act, String why) throws SQLException {
        return Catalog.rows(connection, judging(shape).keys(), act, why).stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The table may have changed since: then its rows do not fit any more. */
    private static TableShape sameShape(TableShape shape, TableDifference difference) {
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
                        : usable.stream().filter(index -> !index.equals(key)).toList(),
                shape.columns().stream()
                        .filter(column -> !wanted.contains(column))
                        .map(TableShape.Column::sql)
                        .toList());
    }
}
