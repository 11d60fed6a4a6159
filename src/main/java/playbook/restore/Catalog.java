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
                   r.oid, pg_catalog.format('%s%I.%I', CASE r.relkind WHEN 'r' THEN 'ONLY ' END, rn.nspname, r.relname)
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
                   a.attidentity = 'a',
                   a.attidentity = 'a' OR EXISTS (
                       SELECT FROM pg_catalog.pg_index i
                        WHERE i.indrelid = a.attrelid AND (i.indisunique OR i.indisexclusion)
                          AND (a.attnum = ANY (i.indkey) OR i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
                               OR EXISTS (SELECT FROM pg_catalog.pg_attribute g
                                           WHERE g.attrelid = i.indrelid AND g.attnum = ANY (i.indkey)
                                             AND g.attgenerated <> '')))
              FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum
            """;

    /**
     * Unique indexes that speak of plain columns and all rows; the first that can be a row's key comes first. Of a key
     * WITHOUT OVERLAPS (since version 18, by GiST) it is the equal values that tell a row; a column that is NOT NULL NOT
     * VALID (likewise) may hold NULLs.
     */
    private static final String UNIQUE = """
            SELECT i.indexrelid, a.attname,
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
                   pg_catalog.bool_and(a.attnotnull AND NOT EXISTS (
                       SELECT FROM pg_catalog.pg_constraint v
                        WHERE v.conrelid = a.attrelid AND v.contype = 'n' AND v.conkey[1] = a.attnum AND NOT v.convalidated))
                       OVER (PARTITION BY i.indexrelid) AND i.indimmediate AS identifies,
                   EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid) AS whole,
                   i.indisexclusion
              FROM pg_catalog.pg_index i
              CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indclass::pg_catalog.oid[]))
                   WITH ORDINALITY AS k(attnum, class, position)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              JOIN pg_catalog.pg_opclass x ON x.oid = k.class
              JOIN pg_catalog.pg_opclass c ON CASE
                   WHEN i.indisexclusion THEN c.opcdefault AND c.opcintype = x.opcintype
                        AND c.opcmethod = (SELECT b.oid FROM pg_catalog.pg_am b WHERE b.amname = 'btree')
                   ELSE c.oid = x.oid END
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

    /** Triggers and rules that session_replication_role does not hold back, with what stops them and what sets them again. */
    private static final String ALWAYS = """
            SELECT pg_catalog.format('the trigger %I on %s is ENABLE %s: it is switched off while the rows come back, so that they come back as they were',
                                     t.tgname, t.tgrelid::pg_catalog.regclass, e.word),
                   pg_catalog.format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', t.tgrelid::pg_catalog.regclass, t.tgname),
                   pg_catalog.format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I',
                                     t.tgrelid::pg_catalog.regclass, e.word, t.tgname)
              FROM pg_catalog.pg_trigger t
              JOIN (VALUES ('A', 'ALWAYS'), ('R', 'REPLICA')) e(enabled, word) ON e.enabled = t.tgenabled::pg_catalog.text
             WHERE t.tgrelid = ?::pg_catalog.oid AND NOT t.tgisinternal
            UNION ALL
            SELECT pg_catalog.format('the rule %I on %s is ENABLE %s: it is switched off while the rows come back, so that they come back as they were',
                                     r.rulename, r.ev_class::pg_catalog.regclass, e.word),
                   pg_catalog.format('ALTER TABLE %s DISABLE RULE %I', r.ev_class::pg_catalog.regclass, r.rulename),
                   pg_catalog.format('ALTER TABLE %s ENABLE %s RULE %I',
                                     r.ev_class::pg_catalog.regclass, e.word, r.rulename)
              FROM pg_catalog.pg_rewrite r
              JOIN (VALUES ('A', 'ALWAYS'), ('R', 'REPLICA')) e(enabled, word) ON e.enabled = r.ev_enabled::pg_catalog.text
             WHERE r.ev_class = ?::pg_catalog.oid AND r.rulename <> '_RETURN'
             ORDER BY 1
            """;

    /**
     * Deferrable constraints: PostgreSQL checks them by a trigger, which session_replication_role = replica holds back like
     * any other. Each with what two rows may not have at the same time.
     */
    private static final String DEFERRABLE = """
            SELECT c.conname, CASE c.contype WHEN 'x' THEN 'EXCLUDED ' ELSE 'UNIQUE_TAKEN ' END || c.conname,
                   coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), 'true'),
                   k.position, pg_catalog.pg_get_indexdef(i.indexrelid, k.position::pg_catalog.int4, false),
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
                   coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false)
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid
              CROSS JOIN LATERAL pg_catalog.unnest(i.indclass::pg_catalog.oid[]) WITH ORDINALITY AS k(class, position)
              JOIN pg_catalog.pg_opclass p ON p.oid = k.class
              LEFT JOIN pg_catalog.pg_amop m ON c.conexclop IS NULL AND m.amopfamily = p.opcfamily AND m.amopstrategy = 3
                   AND m.amoplefttype = p.opcintype AND m.amoprighttype = p.opcintype
              JOIN pg_catalog.pg_operator o ON o.oid = coalesce(c.conexclop[k.position], m.amopopr)
              JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
             WHERE c.conrelid = ?::pg_catalog.oid AND c.contype IN ('p', 'u', 'x') AND c.condeferrable
               AND k.position <= i.indnkeyatts
             ORDER BY c.oid, k.position
            """;

    /**
     * Without the entries which PostgreSQL adds for each partition of a referenced table. One that is NOT VALID counts: it is
     * enforced for every new row. A table that inherits is no part of one, unless it is a partition.
     */
    private static final String FOREIGN_KEYS = """
            SELECT c.oid, c.conname, c.conrelid, c.confrelid,
                   (SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_catalog.pg_class WHERE oid = c.conrelid)
                       || c.conrelid::pg_catalog.regclass::pg_catalog.text,
                   (SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_catalog.pg_class WHERE oid = c.confrelid)
                       || c.confrelid::pg_catalog.regclass::pg_catalog.text,
                   ca.attname, pg_catalog.quote_ident(ca.attname), pa.attname, pg_catalog.quote_ident(pa.attname),
                   pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
                   coalesce((pg_catalog.to_jsonb(c) ->> 'conperiod')::pg_catalog.bool, false)
              FROM pg_catalog.pg_constraint c
              CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey), pg_catalog.unnest(c.conpfeqop))
                   WITH ORDINALITY AS k(child, parent, operator, position)
              JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.conrelid AND ca.attnum = k.child
              JOIN pg_catalog.pg_attribute pa ON pa.attrelid = c.confrelid AND pa.attnum = k.parent
              JOIN pg_catalog.pg_operator o ON o.oid = k.operator
              JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
             WHERE c.contype = 'f' AND coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
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
                        c.get(0),
                        c.get(1),
                        c.get(2),
                        c.get(3),
                        c.get(4).equals("t"),
                        c.get(5).equals("t")))
                .toList();
        List<Match> key = new ArrayList<>();
        List<List<Match>> unique = new ArrayList<>();
        List<List<String>> indexes = rows(connection, UNIQUE, oid);
        // A key of the whole partitioned table holds the partition's own key: no other partition can have it.
        boolean alone = indexes.stream().allMatch(index -> index.get(4).equals("t"));
        matches(indexes, columns).forEach((identifies, index) -> {
            if (identifies.startsWith("t") && key.isEmpty()) {
                key.addAll(index);
            } else if (identifies.charAt(1) == 'f') {
                unique.add(index);
            } // Periods that overlap are found by the database itself.
        });
        return Optional.of(new TableShape(
                oid,
                Long.parseLong(row.get(3)),
                row.get(0),
                row.get(1),
                row.get(2),
                alone ? "ONLY " + row.get(2) : row.get(4),
                columns,
                List.copyOf(key),
                List.copyOf(unique),
                List.of()));
    }

    /** True when one of these transactions made the table: its row type is as old as itself. */
    static boolean made(Connection connection, long oid, List<Long> xids) throws SQLException {
        String array =
                xids.stream().map(Long::toUnsignedString).collect(java.util.stream.Collectors.joining(",", "{", "}"));
        return !rows(connection, MADE, oid, array).isEmpty();
    }

    /** What would act on this table although no trigger shall: a warning, what stops it, and what sets it again. */
    static List<List<String>> always(Connection connection, long oid) throws SQLException {
        return rows(connection, ALWAYS, oid, oid);
    }

    static List<DeferrableConstraint> deferrable(Connection connection, long oid) throws SQLException {
        Map<String, DeferrableConstraint> constraints = new LinkedHashMap<>();
        for (List<String> row : rows(connection, DEFERRABLE, oid)) {
            constraints
                    .computeIfAbsent(
                            row.get(0),
                            name -> new DeferrableConstraint(name, row.get(1), row.get(2), new ArrayList<>()))
                    .elements()
                    .add(new DeferrableConstraint.Element(
                            row.get(4), row.get(5), row.get(6).equals("t")));
        }
        return List.copyOf(constraints.values());
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
                                    new ArrayList<>(),
                                    row.get(11).equals("t")))
                    .columns()
                    .add(new ForeignKey.Pair(row.get(6), row.get(7), row.get(8), row.get(9), row.get(10)));
        }
        return List.copyOf(keys.values());
    }

    private static Map<String, List<Match>> matches(List<List<String>> rows, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).toList();
        Map<String, List<Match>> indexes = new LinkedHashMap<>();
        for (List<String> row : rows) {
            indexes.computeIfAbsent(row.get(3) + row.get(5) + row.get(0), index -> new ArrayList<>())
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
