package playbook.restore;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as the catalog describes it. A partition is a table of its own here, because the WAL names partitions; only
 * the check whether a key is in use looks at its root.
 *
 * @param sql quoted and qualified
 * @param root table in which a key may be in use, quoted: the topmost partitioned table, or ONLY the table itself when
 *     no other partition can have the same key
 * @param columns without generated ones
 * @param key indexes into {@code columns} with the operator that compares them; empty when the table has no key
 * @param unique further unique indexes
 * @param others quoted names of columns that were added since the comparison; they keep their values
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

    /** True for the OID of the table itself and of its root. */
    boolean belongsTo(long table) {
        return oid == table || rootOid == table;
    }

    /** Position of this column among those of the record, from 1; 0 for one that it leaves out: a generated one. */
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
