package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;
import playbook.incident.Resource;

/**
 * The statements of one merge by name. Their templates are in {@code merge.sql} and {@code judge.sql}; PostgreSQL fills
 * them in for these tables.
 */
final class MergeStatements {

    private final List<ForeignKey> references;
    private final Map<Key, String> statements = new HashMap<>();

    /** Key of a statement, as the query returns it: table and number are the text "null" when there is none. */
    private record Key(String table, String number, String name) {}

    /**
     * The merge for which the statements are made.
     *
     * @param references foreign keys between these tables and others
     * @param rescueSchema schema in which replaced rows are kept
     * @param keepAdded whether rows that the culprit added stay
     */
    record Given(List<TableShape> tables, List<ForeignKey> references, String rescueSchema, boolean keepAdded) {}

    private MergeStatements(List<ForeignKey> references) {
        this.references = references;
    }

    static MergeStatements read(Connection connection, String file, Given given) throws SQLException {
        String sql = Stream.of("merge-parts.sql", file, "statements.sql")
                .map(part -> Resource.text("playbook/restore/" + part))
                .collect(Collectors.joining());
        MergeStatements made = new MergeStatements(given.references());
        for (List<String> row : Catalog.rows(connection, sql, Json.write(given))) {
            made.statements.put(new Key(row.get(0), row.get(1), row.get(2)), row.get(3));
        }
        return made;
    }

    /** @throws IllegalStateException when this table has no statement of this name */
    String of(TableShape table, String name) {
        return find(table, name).orElseThrow(() -> none(name, table.sql()));
    }

    /** The statement; empty when this table needs none of this name. */
    Optional<String> find(TableShape table, String name) {
        return find(table.oid(), null, name);
    }

    /** @param index number of the table's further unique index, from 1 */
    String of(TableShape table, int index, String name) {
        return find(table.oid(), index, name).orElseThrow(() -> none(name, table.sql() + ", index " + index));
    }

    String of(TableShape table, ForeignKey reference, String name) {
        return find(table.oid(), references.indexOf(reference), name)
                .orElseThrow(() -> none(name, table.sql() + " and " + reference.name()));
    }

    String of(ForeignKey reference, String name) {
        return find(null, references.indexOf(reference), name).orElseThrow(() -> none(name, reference.name()));
    }

    private Optional<String> find(@Nullable Long table, @Nullable Integer number, String name) {
        return Optional.ofNullable(statements.get(new Key(String.valueOf(table), String.valueOf(number), name)));
    }

    private static IllegalStateException none(String name, String what) {
        return new IllegalStateException("no statement '" + name + "' was made for " + what);
    }
}
