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
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.Sha256;
import playbook.incident.TableDifference;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;

/**
 * One session on the patient that stages the difference, decides each row's fate, and can carry it out; long because all of
 * it is one transaction on one session, which every class cut out of it would have to be given.
 */
final class Merge {

    private final Connection connection;
    private final String rescueSchema;
    private final MergeTables tables;
    private final MergeReferences references;
    private final AlwaysEnabled always;
    private final boolean keepAdded;
    private final LeftOutRows leftOut;
    private final MergeStatements judging;
    private final MergeStatements planned;
    private final Unpublished kept;
    /** The plan's statements, unless this is a rehearsal. */
    private MergeStatements merging;

    Merge(Connection connection, String incident, RowDifference difference) throws SQLException {
        this(connection, incident, difference, false, List.of());
    }

    /**
     * A merge, which people may have restricted.
     *
     * @param keepAdded whether rows that the culprit added stay
     * @param leftOut rows that stay as they are now
     */
    Merge(Connection connection, String incident, RowDifference difference, boolean keepAdded, List<RowKey> leftOut)
            throws SQLException {
        this.connection = connection;
        this.rescueSchema = MergeSql.rescueSchema(incident);
        this.keepAdded = keepAdded;
        this.leftOut = new LeftOutRows(leftOut);
        Catalog.prepare(connection);
        // Also silences event triggers: the merge's own DDL is no schema change that they should react to.
        execute("SET LOCAL session_replication_role = replica");
        this.tables = new MergeTables(connection, difference);
        this.references = new MergeReferences(connection, this, tables);
        this.always = AlwaysEnabled.on(connection, tables);
        this.judging = statements("judge.sql", rescueSchema);
        this.planned = statements("merge.sql", rescueSchema);
        this.merging = planned;
        this.kept = new Unpublished(connection);
    }

    private MergeStatements statements(String file, String keptIn) throws SQLException {
        return MergeStatements.read(
                connection, file, new MergeStatements.Given(tables.shapes(), references.all(), keptIn, keepAdded));
    }

    /** Verifies the files' digests, then loads them. */
    void stage(Path work, MergeProgress progress) throws SQLException, IOException {
        for (TableShape shape : tables.shapes()) {
            TableDifference difference = tables.difference(shape);
            Path file = work.resolve("rows").resolve(difference.file());
            String digest = Sha256.of(file);
            if (!digest.equals(difference.sha256())) {
                throw new HintedException(
                        file + " was changed: its SHA-256 is " + digest + ", it was " + difference.sha256() + ".",
                        "compare the rows again, plan again, and have the new plan approved.");
            }
            MergeSql sql = sql(shape);
            execute(sql.stage());
            try (InputStream in = Files.newInputStream(file)) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql.load(), in);
            }
            progress.table(shape.oid());
        }
        leftOut.stage(this, tables.shapes());
    }

    void judge(MergeProgress progress) throws SQLException {
        for (TableShape shape : tables.shapes()) {
            executeAll(judging(shape).alone());
        }
        settleReferences();
        for (TableShape shape : tables.shapes()) {
            executeAll(judging(shape).inTheWay());
            progress.table(shape.oid());
        }
        settleReferences();
    }

    /** Marks these rows, and rows that depend on them, as conflicts that stay as they are. */
    void refuse(Map<TableShape, Map<Long, String>> refused) throws SQLException {
        for (Map.Entry<TableShape, Map<Long, String>> table : refused.entrySet()) {
            Map<String, List<Long>> byReason = new TreeMap<>();
            table.getValue()
                    .forEach((number, why) -> byReason.computeIfAbsent(why, key -> new ArrayList<>())
                            .add(number));
            for (Map.Entry<String, List<Long>> reason : byReason.entrySet()) {
                rows(judging(table.getKey()).refused(), reason.getKey(), Catalog.oids(reason.getValue()));
            }
        }
        settleReferences();
    }

    private void settleReferences() throws SQLException {
        long changed;
        do {
            changed = 0;
            for (String statement : references.judging()) {
                changed += execute(statement);
            }
        } while (changed > 0);
    }

    /**
     * Disables triggers and rules that fire in a replica session; foreign keys are checked by {@link MergeReferences}.
     */
    void silence() throws SQLException {
        references.remember();
        always.silence();
    }

    void speakAgain() throws SQLException {
        always.speakAgain();
        kept.close();
    }

    /** Keeps what is replaced and removed, and what shall be there instead, on this server only. */
    void keep(MergeSql sql) throws SQLException {
        List<String> statements = sql.keep();
        execute(statements.get(0));
        if (merging == planned) {
            kept.open(sql.named("kept"));
        }
        executeAll(statements.subList(1, statements.size()));
    }

    /** Compares every written row with the plan, value by value. */
    void mustBeAsPlanned() throws SQLException {
        for (TableShape shape : tables.shapes()) {
            long other = number(sql(shape).countOther());
            if (other > 0) {
                throw new HintedException(
                        "%s: %d rows do not have their former values after the merge; nothing was changed."
                                .formatted(nameOf(shape), other),
                        "something changes the rows while they are written: look for rules on this table.");
            }
        }
        references.mustHold();
    }

    List<TablePlan> plans() throws SQLException {
        List<TablePlan> plans = new ArrayList<>();
        for (TableShape shape : tables.shapes()) {
            plans.add(new JudgedRows(this, shape).plan(tables.difference(shape)));
        }
        return plans;
    }

    List<String> warnings(List<UnloggedLoss> counted) {
        return Stream.concat(tables.warnings(counted).stream(), always.warnings().stream())
                .toList();
    }

    String statementsSha256() {
        return Sha256.of(String.join(";\n", statements()));
    }

    /** All statements that judge and change rows, in the fixed order from which the plan's digest is computed. */
    List<String> statements() {
        return Stream.of(
                        tables.stream().flatMap(shape -> new MergeSql(shape, planned).all().stream()),
                        tables.stream().flatMap(shape -> judging(shape).all().stream()),
                        references.judging().stream(),
                        always.all())
                .flatMap(statements -> statements)
                .toList();
    }

    /** Locks the tables against writes, and their parents against deletions, until this transaction ends. */
    void lock() throws SQLException {
        Set<String> locks = new LinkedHashSet<>();
        tables.stream()
                .sorted(Comparator.comparing(TableShape::oid))
                .forEach(shape -> locks.add(sql(shape).lock()));
        locks.addAll(references.locks());
        executeAll(List.copyOf(locks));
    }

    MergeReferences references() {
        return references;
    }

    /** Makes this a rehearsal, which keeps the replaced rows in temporary tables and not in the rescue schema. */
    Merge asRehearsal() throws SQLException {
        merging = statements("merge.sql", "pg_temp");
        return this;
    }

    MergeSql sql(TableShape shape) {
        return new MergeSql(shape, merging);
    }

    JudgeSql judging(TableShape shape) {
        return new JudgeSql(shape, judging);
    }

    String countOrphans(ForeignKey reference) {
        return planned.of(reference, "count orphans");
    }

    String rescueSchema() {
        return rescueSchema;
    }

    List<DeferrableConstraint> deferrable(TableShape shape) {
        return tables.deferrable(shape);
    }

    TableName nameOf(TableShape shape) {
        return tables.nameOf(shape);
    }

    int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : Math.max(0, statement.getUpdateCount());
        }
    }

    private void executeAll(List<String> statements) throws SQLException {
        for (String statement : statements) {
            execute(statement);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(Catalog.rows(connection, sql).get(0).get(0));
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
}
