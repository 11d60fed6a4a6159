package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.SchemaFingerprint;

/** What newer majors can say in a schema is seen when it changes: a restore that loses it is not told as whole. */
class FingerprintMajorsIT {

    static Stream<Integer> majors() {
        return Majors.present();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatAPublicationTakesIsSeenOnEachMajor(int major) throws SQLException {
        try (TestServer server = TestServer.with().bin(Majors.bin(major)).start()) {
            server.execute(
                    "CREATE TABLE a (id int PRIMARY KEY, secret text)",
                    "CREATE TABLE b (id int PRIMARY KEY)",
                    "CREATE PUBLICATION part FOR TABLE a");
            assertThat(change(server, "ALTER PUBLICATION part ADD TABLE b"))
                    .singleElement()
                    .asString()
                    .startsWith("changed: publication part: ");
            assertThat(change(server, "ALTER PUBLICATION part SET (publish_via_partition_root = true)"))
                    .singleElement()
                    .asString()
                    .contains("through the root of partitions");
            if (major >= 15) {
                assertThat(change(server, "ALTER PUBLICATION part SET TABLE a (id) WHERE (id > 5)"))
                        .singleElement()
                        .asString()
                        .contains("of public.a columns id where (id > 5)");
                assertThat(change(server, "ALTER PUBLICATION part SET TABLE a (id) WHERE (id > 6)"))
                        .hasSize(1);
                assertThat(change(server, "ALTER PUBLICATION part SET TABLES IN SCHEMA public"))
                        .singleElement()
                        .asString()
                        .contains("schemas public");
            }
            if (major >= 18) {
                assertThat(change(server, "ALTER PUBLICATION part SET (publish_generated_columns = stored)"))
                        .singleElement()
                        .asString()
                        .contains("generated columns s");
            }
            if (major >= 19) {
                server.execute("CREATE PUBLICATION most FOR ALL TABLES EXCEPT (TABLE b)");
                assertThat(definition(server, "publication most"))
                        .contains("all tables t", ", all tables except public.b");
                assertThat(change(server, "DROP PUBLICATION most", "CREATE PUBLICATION most FOR ALL TABLES"))
                        .singleElement()
                        .asString()
                        .startsWith("changed: publication most: ");
                assertThat(change(
                                server,
                                "DROP PUBLICATION most",
                                "CREATE PUBLICATION most FOR ALL TABLES, ALL SEQUENCES"))
                        .singleElement()
                        .asString()
                        .endsWith(", all sequences");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void temporalKeysVirtualColumnsAndConstraintsThatAreNotEnforcedAreSeenSince18(int major) throws SQLException {
        org.junit.jupiter.api.Assumptions.assumeTrue(major >= 18, "PostgreSQL " + major + " has none of them");
        try (TestServer server = TestServer.with().bin(Majors.bin(major)).start()) {
            server.execute(
                    "CREATE EXTENSION btree_gist",
                    "CREATE TABLE rooms (id int, during daterange, price int, PRIMARY KEY (id, during WITHOUT OVERLAPS))",
                    "CREATE TABLE stays (id int PRIMARY KEY, room int, during daterange)");
            assertThat(change(
                            server,
                            "ALTER TABLE stays ADD CONSTRAINT stays_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms"
                                    + " (id, PERIOD during)"))
                    .anyMatch(line -> line.startsWith("new: constraint public.stays.stays_room")
                            || line.startsWith("new: constraint public.public.stays.stays_room"));
            assertThat(change(server, "ALTER TABLE stays ALTER CONSTRAINT stays_room NOT ENFORCED"))
                    .anyMatch(line -> line.contains("stays_room") && line.contains("NOT ENFORCED"));
            assertThat(change(
                            server,
                            "ALTER TABLE rooms DROP CONSTRAINT rooms_pkey CASCADE",
                            "ALTER TABLE rooms ADD PRIMARY KEY (id, during)"))
                    .anyMatch(line -> line.contains("rooms_pkey") && line.contains("WITHOUT OVERLAPS"));
            assertThat(change(server, "ALTER TABLE rooms ADD twice int GENERATED ALWAYS AS (price * 2) VIRTUAL"))
                    .containsExactly("new: column public.rooms.twice");
            assertThat(change(
                            server,
                            "ALTER TABLE rooms DROP twice",
                            "ALTER TABLE rooms ADD twice int GENERATED ALWAYS AS (price * 2) STORED"))
                    .singleElement()
                    .asString()
                    .contains("generated v", "generated s");
            server.execute("ALTER TABLE stays ADD CONSTRAINT positive CHECK (id > 0)");
            assertThat(change(
                            server,
                            "ALTER TABLE stays DROP CONSTRAINT positive",
                            "ALTER TABLE stays ADD CONSTRAINT positive CHECK (id > 0) NOT ENFORCED"))
                    .singleElement()
                    .asString()
                    .contains("NOT ENFORCED");
        }
    }

    private static List<String> change(TestServer server, String... statements) throws SQLException {
        SchemaFingerprint before = take(server);
        server.execute(statements);
        return before.differences(take(server));
    }

    private static String definition(TestServer server, String object) throws SQLException {
        return String.valueOf(take(server).objects().get(object));
    }

    private static SchemaFingerprint take(TestServer server) throws SQLException {
        try (Connection session = server.connect("recovery")) {
            return Fingerprints.take(session);
        }
    }
}
