package playbook.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.restore.TableShape.Column;
import playbook.restore.TableShape.Match;

/** Reads tables, keys and foreign keys from a server's catalog. */
final class Catalog {

    /** Values must have one text on every server, and no row may be hidden. */
    private static final String SESSION = """
            SET search_path = pg_catalog;
            SET client_encoding = 'UTF8';
            SET datestyle = 'ISO, YMD';
            SET intervalstyle = 'postgres';
            SET timezone = 'UTC';
            SET extra_float_digits = 1;
            SET bytea_output = 'hex';
            SET xmloption = 'content';
            SET row_security = off;
            SET statement_timeout = 0;
            SET lock_timeout = '15s';
            SET idle_in_transaction_session_timeout = 0;
            SET client_min_messages = warning;
            SET jit = off;
            SET work_mem = '128MB';
            SET temp_buffers = '64MB'
            """;

    private static final String TABLE = """
            SELECT n.nspname, c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname),
                   r.oid, pg_catalog.format('%I.%I', rn.nspname, r.relname)
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_class r ON r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
              JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
             WHERE c.oid = ?::pg_catalog.oid AND c.relkind IN ('r', 'p')
            """;

    private static final String COLUMNS = """
            SELECT a.attname, pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod),
                   (WITH RECURSIVE base(type, modifier) AS (
                        SELECT a.atttypid, a.atttypmod
                        UNION ALL
                        SELECT t.typbasetype, t.typtypmod FROM base JOIN pg_catalog.pg_type t ON t.oid = base.type
                         WHERE t.typtype = 'd')
                    SELECT pg_catalog.format_type(base.type, base.modifier)
                      FROM base JOIN pg_catalog.pg_type t ON t.oid = base.type WHERE t.typtype <> 'd'),
                   a.attidentity = 'a'
              FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum
            """;

    /** Unique indexes that speak of plain columns and all rows; the first that can be a row's key comes first. */
    private static final String UNIQUE = """
            SELECT i.indexrelid, a.attname,
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
                   pg_catalog.bool_and(a.attnotnull) OVER (PARTITION BY i.indexrelid)
                       AND i.indimmediate AS identifies,
                   EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid) AS whole
              FROM pg_catalog.pg_index i
              CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indclass::pg_catalog.oid[]))
                   WITH ORDINALITY AS k(attnum, class, position)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              JOIN pg_catalog.pg_opclass c ON c.oid = k.class
              JOIN pg_catalog.pg_amop m ON m.amopfamily = c.opcfamily AND m.amopstrategy = 3
                   AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
              JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
              JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
             WHERE i.indrelid = ?::pg_catalog.oid AND i.indisunique AND i.indisvalid
               AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute g
                                WHERE g.attrelid = i.indrelid AND g.attnum = ANY (i.indkey) AND g.attgenerated <> '')
             ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid, k.position
            """;

    private static final String UNANSWERED = """
            SELECT pg_catalog.format('the unique index %s is partial, on expressions or on generated columns: it is checked only when the rows are inserted',
                                     i.indexrelid::pg_catalog.regclass)
              FROM pg_catalog.pg_index i
             WHERE i.indrelid = ?::pg_catalog.oid AND (i.indisunique OR i.indisexclusion)
               AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL OR i.indisexclusion
                    OR EXISTS (SELECT FROM pg_catalog.pg_attribute g
                                WHERE g.attrelid = i.indrelid AND g.attnum = ANY (i.indkey) AND g.attgenerated <> ''))
            UNION ALL
            SELECT pg_catalog.format('the trigger %I on %s is ENABLE %s and will fire',
                                     t.tgname, t.tgrelid::pg_catalog.regclass,
                                     CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END)
              FROM pg_catalog.pg_trigger t
             WHERE t.tgrelid = ?::pg_catalog.oid AND t.tgenabled IN ('A', 'R') AND NOT t.tgisinternal
             ORDER BY 1
            """;

    /** Without the entries which PostgreSQL adds for each partition of a referenced table. */
    private static final String FOREIGN_KEYS = """
            SELECT c.oid, c.conname, c.conrelid, c.confrelid,
                   c.conrelid::pg_catalog.regclass::pg_catalog.text, c.confrelid::pg_catalog.regclass::pg_catalog.text,
                   ca.attname, pg_catalog.quote_ident(ca.attname), pa.attname, pg_catalog.quote_ident(pa.attname),
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname)
              FROM pg_catalog.pg_constraint c
              CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey), pg_catalog.unnest(c.conpfeqop))
                   WITH ORDINALITY AS k(child, parent, operator, position)
              JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.conrelid AND ca.attnum = k.child
              JOIN pg_catalog.pg_attribute pa ON pa.attrelid = c.confrelid AND pa.attnum = k.parent
              JOIN pg_catalog.pg_operator o ON o.oid = k.operator
              JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
             WHERE c.contype = 'f' AND c.convalidated
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p
                                WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
               AND (c.conrelid = ANY (?::pg_catalog.oid[]) OR c.confrelid = ANY (?::pg_catalog.oid[]))
             ORDER BY c.oid, k.position
            """;

    private static final String MADE = """
            SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_type t ON t.oid = c.reltype
             WHERE c.oid = ?::pg_catalog.oid AND t.xmin::pg_catalog.text = ANY (?::pg_catalog.text[])
            """;

    private static final String ESTIMATE = """
            SELECT coalesce(pg_catalog.sum(greatest(c.reltuples, 0)), 0)::pg_catalog.int8
              FROM pg_catalog.pg_class c WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    private Catalog() {}

    /** For reading whole tables in order on a side instance: sorts in memory, where the patient's own setting would spill. */
    static void prepareForReading(Connection side) throws SQLException {
        prepare(side);
        try (Statement statement = side.createStatement()) {
            statement.execute("SET work_mem = '256MB'");
        }
    }

    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
        }
    }

    static Optional<TableShape> table(Connection connection, long oid) throws SQLException {
        List<List<String>> found = rows(connection, TABLE, oid);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<String> row = found.get(0);
        List<Column> columns = rows(connection, COLUMNS, oid).stream()
                .map(c -> new Column(
                        c.get(0), c.get(1), c.get(2), c.get(3), c.get(4).equals("t")))
                .toList();
        List<Match> key = new ArrayList<>();
        List<List<Match>> unique = new ArrayList<>();
        List<List<String>> indexes = rows(connection, UNIQUE, oid);
        // A key of the whole partitioned table holds the partition's own key: no other partition can have it.
        boolean alone = indexes.stream().allMatch(index -> index.get(4).equals("t"));
        matches(indexes, columns).forEach((identifies, index) -> {
            if (identifies.startsWith("t") && key.isEmpty()) {
                key.addAll(index);
            } else {
                unique.add(index);
            }
        });
        return Optional.of(new TableShape(
                oid,
                Long.parseLong(row.get(3)),
                row.get(0),
                row.get(1),
                row.get(2),
                alone ? row.get(2) : row.get(4),
                columns,
                List.copyOf(key),
                List.copyOf(unique)));
    }

    /** True when one of these transactions made the table: its row type is as old as itself. */
    static boolean made(Connection connection, long oid, List<Long> xids) throws SQLException {
        String array =
                xids.stream().map(Long::toUnsignedString).collect(java.util.stream.Collectors.joining(",", "{", "}"));
        return !rows(connection, MADE, oid, array).isEmpty();
    }

    /** What a dry run cannot know about this table. */
    static List<String> unanswered(Connection connection, long oid) throws SQLException {
        return rows(connection, UNANSWERED, oid, oid).stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The statistics' number of rows in all these tables: good for an estimated end, for nothing else. */
    static long estimatedRows(Connection connection, java.util.Collection<Long> tables) throws SQLException {
        String array = tables.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(",", "{", "}"));
        return Long.parseLong(rows(connection, ESTIMATE, array).get(0).get(0));
    }

    static List<ForeignKey> foreignKeys(Connection connection, List<Long> tables) throws SQLException {
        String array = tables.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(",", "{", "}"));
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        for (List<String> row : rows(connection, FOREIGN_KEYS, array, array)) {
            keys.computeIfAbsent(
                            row.get(0),
                            oid -> new ForeignKey(
                                    row.get(1),
                                    Long.parseLong(row.get(2)),
                                    Long.parseLong(row.get(3)),
                                    row.get(4),
                                    row.get(5),
                                    new ArrayList<>()))
                    .columns()
                    .add(new ForeignKey.Pair(row.get(6), row.get(7), row.get(8), row.get(9), row.get(10)));
        }
        return List.copyOf(keys.values());
    }

    private static Map<String, List<Match>> matches(List<List<String>> rows, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).toList();
        Map<String, List<Match>> indexes = new LinkedHashMap<>();
        for (List<String> row : rows) {
            indexes.computeIfAbsent(row.get(3) + row.get(0), index -> new ArrayList<>())
                    .add(new Match(names.indexOf(row.get(1)), row.get(2)));
        }
        return indexes;
    }

    static List<List<String>> rows(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<List<String>> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }
}
