package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.MergeResult;
import playbook.incident.UndoResult;

/** The row that tells, in the database itself, that a merge was committed or undone. */
final class MergeMark {

    private final Connection connection;
    private final String name;
    private final String schema;

    MergeMark(Connection connection, String schema) {
        this.connection = connection;
        this.name = schema;
        this.schema = "\"" + schema + "\"";
    }

    /** One merge at a time: the lock ends with the transaction. */
    void prepare() throws SQLException {
        Catalog.rows(
                connection,
                "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, 0))::pg_catalog.text",
                schema);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
            statement.execute("CREATE TABLE IF NOT EXISTS " + schema
                    + ".merge (hash pg_catalog.text PRIMARY KEY, result pg_catalog.text NOT NULL,"
                    + " done_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(), undone pg_catalog.text)");
        }
    }

    /**
     * What the mark of a plan says; nothing is written.
     *
     * @param undone what its undoing gave back, empty as long as the merge stands
     */
    record Marked(MergeResult merged, Optional<UndoResult> undone) {}

    /** Empty where no merge by this plan was committed, or where another one took its place. */
    Optional<Marked> look(String hash) throws SQLException {
        String there = "SELECT (pg_catalog.to_regclass(?) IS NOT NULL)::pg_catalog.text";
        if (!Catalog.text(connection, there, schema + ".merge").equals("true")) {
            return Optional.empty();
        }
        return Catalog.rows(
                        connection,
                        "SELECT result, coalesce(undone, '') FROM " + schema + ".merge WHERE hash = ?",
                        hash)
                .stream()
                .map(row -> new Marked(
                        Json.read(row.get(0), MergeResult.class),
                        Optional.of(row.get(1))
                                .filter(undone -> !undone.isEmpty())
                                .map(undone -> Json.read(undone, UndoResult.class))))
                .findFirst();
    }

    Optional<MergeResult> find(String hash) throws SQLException {
        List<List<String>> rows = Catalog.rows(
                connection, "SELECT hash, result, (undone IS NOT NULL)::pg_catalog.text FROM " + schema + ".merge");
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> row = rows.get(0);
        if (row.get(2).equals("true")) {
            moveAside();
            prepare();
            return Optional.empty();
        }
        if (!row.get(0).equals(hash)) {
            throw new HintedException(
                    "this incident's rows were already merged by the plan " + row.get(0)
                            + ", and that was not taken back.",
                    "choose another way back, or take that merge back first: its rows lie in the schema " + schema
                            + ".");
        }
        MergeResult result = Json.read(row.get(1), MergeResult.class);
        return Optional.of(
                new MergeResult(result.planHash(), result.rescueSchema(), result.tables(), result.at(), true));
    }

    /** What was taken back is kept, under another name, and stands in the way of no second merge. */
    private void moveAside() throws SQLException {
        String rename = Catalog.rows(
                        connection,
                        "SELECT pg_catalog.format('ALTER SCHEMA %I RENAME TO %I', kept, kept || '_undone_'"
                                + " || (SELECT pg_catalog.count(*) + 1 FROM pg_catalog.pg_namespace"
                                + " WHERE pg_catalog.starts_with(nspname::pg_catalog.text, kept || '_undone_')))"
                                + " FROM (SELECT ?::pg_catalog.text AS kept) AS merge",
                        name)
                .get(0)
                .get(0);
        try (Statement statement = connection.createStatement()) {
            statement.execute(rename);
        }
    }

    void set(String hash, String result) throws SQLException {
        update("INSERT INTO " + schema + ".merge (hash, result) VALUES (?, ?)", hash, result);
    }

    Optional<String> undone(String hash) throws SQLException {
        return Catalog.rows(connection, "SELECT coalesce(undone, '') FROM " + schema + ".merge WHERE hash = ?", hash)
                .stream()
                .map(row -> row.get(0))
                .findFirst();
    }

    void setUndone(String hash, String result) throws SQLException {
        update("UPDATE " + schema + ".merge SET undone = ? WHERE hash = ?", result, hash);
    }

    private void update(String sql, String first, String second) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, first);
            statement.setString(2, second);
            statement.executeUpdate();
        }
    }
}
