package playbook.restore;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as the catalog describes it. A partition is a table of its own here, because the WAL names partitions; only
 * the question whether a key is taken goes to its root.
 *
 * @param sql quoted and qualified
 * @param root where else a key could be, quoted: the topmost partitioned table, unless its own indexes forbid that
 * @param columns without generated ones
 * @param key indexes into {@code columns} with the operator that compares them; empty when no row can be told
 * @param unique further unique indexes
 * @param others quoted names of columns that are not among these, because they are new since; they keep their values
 */
record TableShape(
        long oid,
        long rootOid,
        String schema,
        String name,
        String sql,
        String root,
        List<TableColumn> columns,
        List<Match> key,
        List<List<Match>> unique,
        List<String> others) {

    /** @param operator as {@code OPERATOR(schema.=)}: the search path holds pg_catalog only */
    record Match(int column, String operator) {}

    /** True for the table itself and for the whole that it is a partition of. */
    boolean belongsTo(long table) {
        return oid == table || rootOid == table;
    }

    /** Which of the columns it is, from 1; 0 when it is none of them, as a generated one. */
    int number(String column) {
        return columns.stream().map(TableColumn::name).toList().indexOf(column) + 1;
    }

    boolean lacksKey() {
        return key.isEmpty();
    }

    String each(String separator, IntFunction<String> text) {
        return IntStream.range(0, columns.size()).mapToObj(text).collect(Collectors.joining(separator));
    }

    String names(String prefix) {
        return each(", ", i -> prefix + columns.get(i).sql());
    }

    static String text(String expression) {
        return expression + "::pg_catalog.text";
    }
}
