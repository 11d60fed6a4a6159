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

/** The row in the live database that records that a merge was committed or undone. */
final class MergeMark {

    private final Connection connection;
    private final String name;
    private final String schema;

    MergeMark(Connection connection, String schema) {
        this.connection = connection;
        this.name = schema;
        this.schema = "\"" + schema + "\"";
    }

    /** Takes an advisory lock until the end of the transaction, so that only one merge runs at a time. */
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
     * The content of a plan's mark.
     *
     * @param undone what undoing the merge changed; empty unless the merge was undone
     */
    record Marked(MergeResult merged, Optional<UndoResult> undone) {}

    /**
     * The plan's mark, without writing anything; empty when this plan was not merged, or its mark was moved aside for
     * another merge.
     */
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
                            + ", and that merge was not undone.",
                    "choose another way back, or undo that merge first: its rows are in the schema " + schema + ".");
        }
        MergeResult result = Json.read(row.get(1), MergeResult.class);
        return Optional.of(
                new MergeResult(result.planHash(), result.rescueSchema(), result.tables(), result.at(), true));
    }

    /** Renames the rescue schema of an undone merge, so that it is kept and a second merge is possible. */
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
        Unpublished mark = new Unpublished(connection);
        mark.open(schema + ".merge");
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, first);
            statement.setString(2, second);
            statement.executeUpdate();
        }
        mark.close();
    }
}
