package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session of the playbook has its own settings, whatever its role, its database or the server has. */
class SessionSettingsIT {

    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void whatOthersSetForEverySessionDoesNotReachIt(int major) throws Exception {
        try (TestServer server = TestServer.with().bin(Majors.bin(major)).start()) {
            SettingsOfOthers.on(server);
            server.execute("ALTER DATABASE noa_db SET idle_session_timeout = '1min'");
            Map<String, String> found = new TreeMap<>();
            try (Connection session = Connections.open(server.target())) {
                for (String name : Set.of(
                        "statement_timeout",
                        "idle_in_transaction_session_timeout",
                        "idle_session_timeout",
                        "transaction_timeout",
                        "lock_timeout",
                        "default_transaction_isolation",
                        "default_transaction_deferrable",
                        "default_transaction_read_only",
                        "array_nulls",
                        "standard_conforming_strings",
                        "quote_all_identifiers",
                        "transform_null_equals",
                        "xmloption",
                        "lc_monetary",
                        "temp_file_limit",
                        "zero_damaged_pages",
                        "ignore_checksum_failure",
                        "search_path")) {
                    found.put(
                            name,
                            Query.one(
                                    session,
                                    "SELECT coalesce(pg_catalog.current_setting(?, true), 'unknown')",
                                    Query::text,
                                    name));
                }
            }
            assertThat(found)
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                            Map.entry("statement_timeout", "0"),
                            Map.entry("idle_in_transaction_session_timeout", "0"),
                            Map.entry("idle_session_timeout", "0"),
                            Map.entry("transaction_timeout", major >= 17 ? "0" : "unknown"),
                            Map.entry("lock_timeout", "15s"),
                            Map.entry("default_transaction_isolation", "read committed"),
                            Map.entry("default_transaction_deferrable", "off"),
                            Map.entry("default_transaction_read_only", "off"),
                            Map.entry("array_nulls", "on"),
                            Map.entry("standard_conforming_strings", "on"),
                            Map.entry("quote_all_identifiers", "off"),
                            Map.entry("transform_null_equals", "off"),
                            Map.entry("xmloption", "content"),
                            Map.entry("lc_monetary", "C"),
                            Map.entry("temp_file_limit", "-1"),
                            Map.entry("zero_damaged_pages", "off"),
                            Map.entry("ignore_checksum_failure", "off"),
                            Map.entry("search_path", "pg_catalog")));
        }
    }

    @Test
    void aDatabaseMayHaveAnyName() throws Exception {
        String name = "a b?c/d%e+f&g=h\\:ü";
        try (TestServer server = TestServer.start()) {
            server.execute("CREATE DATABASE \"" + name + "\"");
            try (Connection session = Connections.open(server.target(), name)) {
                assertThat(told(session, "SELECT pg_catalog.current_database()"))
                        .isEqualTo(name);
            }
        }
    }

    private static String told(Connection session, String sql) throws SQLException {
        return Query.one(session, sql, Query::text);
    }

    /** A role that is no superuser has what it may have, and gets in. */
    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void whoIsNoSuperuserGetsIn(int major) throws Exception {
        try (TestServer server = TestServer.with().bin(Majors.bin(major)).start()) {
            server.execute("ALTER ROLE recovery NOSUPERUSER", "ALTER DATABASE noa_db SET zero_damaged_pages = 'on'");
            try (Connection session = Connections.open(server.target())) {
                assertThat(told(session, "SELECT pg_catalog.current_setting('zero_damaged_pages')"))
                        .isEqualTo("on");
                assertThat(told(session, "SELECT pg_catalog.current_setting('statement_timeout')"))
                        .isEqualTo("0");
            }
        }
    }
}
