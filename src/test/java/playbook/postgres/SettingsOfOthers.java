package playbook.postgres;

import java.util.Map;
import java.util.TreeMap;

/** Settings that somebody gave every session of a role, for applications, and that must not reach the playbook's work. */
public final class SettingsOfOthers {

    private static final Map<String, String> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("statement_timeout", "1ms"),
            Map.entry("idle_in_transaction_session_timeout", "1ms"),
            Map.entry("default_transaction_isolation", "serializable"),
            Map.entry("default_transaction_deferrable", "on"),
            Map.entry("default_transaction_read_only", "on"),
            Map.entry("array_nulls", "off"),
            Map.entry("standard_conforming_strings", "off"),
            Map.entry("escape_string_warning", "off"),
            Map.entry("quote_all_identifiers", "on"),
            Map.entry("transform_null_equals", "on"),
            Map.entry("xmloption", "document"),
            Map.entry("datestyle", "SQL, DMY"),
            Map.entry("intervalstyle", "sql_standard"),
            Map.entry("bytea_output", "escape"),
            Map.entry("extra_float_digits", "-5"),
            Map.entry("timezone", "Asia/Kathmandu"),
            Map.entry("temp_file_limit", "0"),
            Map.entry("zero_damaged_pages", "on"),
            Map.entry("ignore_checksum_failure", "on")));

    private SettingsOfOthers() {}

    /** For the role with which the playbook comes in. */
    public static void on(TestServer server) {
        server.execute("CREATE ROLE clerk", "ALTER ROLE recovery SET role = 'clerk'");
        ALL.forEach((name, value) -> server.execute("ALTER ROLE recovery SET " + name + " = '" + value + "'"));
        if (server.query("SELECT current_setting('transaction_timeout', true) IS NOT NULL")
                .equals("t")) {
            server.execute("ALTER ROLE recovery SET transaction_timeout = '20ms'");
        }
    }
}
