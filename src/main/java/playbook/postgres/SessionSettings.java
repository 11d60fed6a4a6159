package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of every session of the playbook. A server, a database (ALTER DATABASE … SET) or a role may have others, made
 * for applications: time limits that end a count or a merge half-way, and ways of reading text by which a value or a name
 * becomes another one. The scripts' programs have the same ones by {@code lib.sh}.
 */
final class SessionSettings {

    /** What all supported versions know and any role may set, for the connection's start: also the first statement has them. */
    static final String OPTIONS = Map.ofEntries(
                    Map.entry("default_transaction_read_only", "off"), // The fence's own.
                    Map.entry("search_path", "pg_catalog"),
                    // ALTER ROLE … SET role makes another one of it at each login.
                    Map.entry("role", "none"),
                    Map.entry("lock_timeout", "15s"),
                    // A count, or a merge with its dry run, takes as long as it takes; it can be cancelled.
                    Map.entry("statement_timeout", "0"),
                    // One session holds the snapshot that others read.
                    Map.entry("idle_in_transaction_session_timeout", "0"),
                    // A merge looks at the tables after it has locked them, not before.
                    Map.entry("default_transaction_isolation", "read\\ committed"),
                    Map.entry("default_transaction_deferrable", "off"),
                    // Off, it reads an array's NULL as the text "NULL".
                    Map.entry("array_nulls", "on"),
                    // Off, a backslash in a text is no backslash.
                    Map.entry("standard_conforming_strings", "on"),
                    Map.entry("quote_all_identifiers", "off"),
                    Map.entry("transform_null_equals", "off"),
                    Map.entry("xmloption", "content"),
                    // Each locale writes amounts in its own way and reads those of others wrongly.
                    Map.entry("lc_monetary", "C"))
            .entrySet()
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(" "));

    /** What not all versions know, or only a superuser may set. */
    private static final String OTHERS = """
            SELECT pg_catalog.set_config(w.name, w.value, false)
              FROM (VALUES
                       -- A worker waits for another one. Since 14, and since 17.
                       ('idle_session_timeout', '0', false),
                       ('transaction_timeout', '0', false),
                       -- A table is sorted on disk.
                       ('temp_file_limit', '-1', true),
                       -- On, they hide damaged pages from whoever looks for them.
                       ('zero_damaged_pages', 'off', true),
                       ('ignore_checksum_failure', 'off', true)
                   ) AS w (name, value, privileged)
             WHERE pg_catalog.current_setting(w.name, true) <> w.value
               AND (NOT w.privileged OR pg_catalog.current_setting('is_superuser') = 'on')""";

    private SessionSettings() {}

    /** The same session, with all of them. */
    static Connection complete(Connection session) throws SQLException {
        try {
            Query.list(session, OTHERS, Query::text);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
