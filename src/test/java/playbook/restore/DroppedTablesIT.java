package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.InTurn;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.LostTables;
import playbook.incident.RecoveryTarget;
import playbook.incident.SchemaFingerprint;
import playbook.incident.SideInstance;
import playbook.incident.TableName;
import playbook.postgres.Connections;
import playbook.postgres.Majors;
import playbook.postgres.RoleRights;
import playbook.postgres.TestServer;

/** Dropped tables made anew on a real server, with all that hung on them, while everything written later stays. */
class DroppedTablesIT extends TableRecovery {

    private static final String COMMENTS = "SELECT description FROM pg_description WHERE objoid IN"
            + " (SELECT oid FROM pg_class WHERE relnamespace = 's'::regnamespace"
            + " UNION SELECT oid FROM pg_constraint WHERE connamespace = 's'::regnamespace) ORDER BY 1";

    private void shop() {
        patient.server.execute(
                "CREATE ROLE \"shop owner\"",
                "CREATE ROLE clerk",
                "CREATE SCHEMA \"The Shop\" AUTHORIZATION \"shop owner\"",
                "SET search_path = \"The Shop\", public;"
                        + "CREATE TYPE state AS ENUM ('new', 'paid');"
                        + "CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \"e \"\"mail\" text UNIQUE,"
                        + " nick text DEFAULT 'none' CHECK (nick <> ''), gone int, born date, state state DEFAULT 'new');"
                        + "ALTER TABLE customers DROP COLUMN gone;"
                        + "ALTER TABLE customers OWNER TO \"shop owner\";"
                        + "CREATE TABLE branches (id int PRIMARY KEY, name text);"
                        + "CREATE TABLE orders (id serial PRIMARY KEY, customer int REFERENCES customers ON DELETE CASCADE, note text);"
                        + "CREATE TABLE children (id int PRIMARY KEY, branch int REFERENCES branches);"
                        + "ALTER TABLE customers ADD branch int REFERENCES branches;"
                        + "CREATE TABLE days (day date PRIMARY KEY, closed bool) PARTITION BY RANGE (day);"
                        + "CREATE TABLE days_25 PARTITION OF days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"
                        + "CREATE TABLE days_26 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
                        + "CREATE SEQUENCE numbers START 100;"
                        + "SELECT nextval('numbers');"
                        + "INSERT INTO branches VALUES (1, 'one'), (2, 'two');"
                        + "INSERT INTO customers (\"e \"\"mail\", born, branch) SELECT i || '@example.org', '2000-01-01'::date + i, 1 + i % 2"
                        + " FROM generate_series(1, 500) i;"
                        + "INSERT INTO orders (customer, note) SELECT 1 + i % 500, E'tab\\tand \\\\ and\\nline' FROM generate_series(1, 3000) i;"
                        + "INSERT INTO days SELECT '2025-06-01'::date + i, false FROM generate_series(1, 400) i;",
                "SET search_path = \"The Shop\", public;"
                        + "CREATE INDEX customers_born ON customers (born) WHERE born > '2000-02-01';"
                        + "CREATE STATISTICS customers_both ON nick, born FROM customers;"
                        + "CREATE VIEW young AS SELECT id, nick FROM customers WHERE born > '2001-01-01';"
                        + "CREATE VIEW youngest AS SELECT * FROM young LIMIT 3;"
                        + "CREATE MATERIALIZED VIEW totals AS SELECT branch, count(*) FROM customers GROUP BY branch;"
                        + "CREATE UNIQUE INDEX totals_branch ON totals (branch);"
                        + "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.nick := upper(NEW.nick); RETURN NEW; END';"
                        + "CREATE TRIGGER shout BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION shout();"
                        + "ALTER TABLE customers ENABLE ROW LEVEL SECURITY;"
                        + "CREATE POLICY mine ON customers TO clerk USING (nick = current_user);"
                        + "GRANT SELECT, UPDATE (nick) ON customers TO clerk;"
                        + "GRANT SELECT ON young TO clerk WITH GRANT OPTION;"
                        + "COMMENT ON TABLE customers IS 'who buys';"
                        + "COMMENT ON COLUMN customers.nick IS 'how they''re called';"
                        + "CREATE PUBLICATION shop FOR TABLE customers, orders;");
        patient.baseBackup("b1");
        searchedFrom = position();
    }

    @Test
    void aTableComesBackWithAllThatHungOnIt() throws Exception {
        shop();
        SchemaFingerprint before = fingerprint();
        List<String> rows = patient.server.column("SELECT c::text FROM \"The Shop\".customers c ORDER BY id");
        Culprit culprit = lose("DROP TABLE \"The Shop\".customers CASCADE");
        patient.server.execute(
                "INSERT INTO \"The Shop\".orders (customer, note) VALUES (7, 'later')",
                "UPDATE \"The Shop\".branches SET name = 'later' WHERE id = 2");
        SchemaFingerprint fenced = fingerprint();

        plan(culprit);
        assertThat(lost.tables()).extracting(LostTables.LostTable::rows).containsExactly(500L);
        assertThat(planned.path("notAsBefore")).isEmpty();
        assertThat(planned.path("objects").toString())
                .contains("TABLE The Shop customers", "VIEW The Shop youngest", "MATERIALIZED VIEW The Shop totals")
                .contains(
                        "FK CONSTRAINT The Shop orders orders_customer_fkey",
                        "PUBLICATION TABLE",
                        "POLICY",
                        "STATISTICS");
        assertThat(fingerprint().differences(fenced))
                .as("a dry run changes nothing")
                .isEmpty();

        restore();
        assertThat(patient.server.column("SELECT c::text FROM \"The Shop\".customers c ORDER BY id"))
                .isEqualTo(rows);
        assertThat(before.differences(fingerprint())).isEmpty();
        assertThat(gone.backIn(fenced).differences(fingerprint())).isEmpty();
        assertThat(patient.server.query("SELECT sum(count) FROM \"The Shop\".totals"))
                .isEqualTo("500");
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".orders WHERE note = 'later'"))
                .isEqualTo("1");
        assertThat(patient.server.query("SELECT nextval(pg_get_serial_sequence('\"The Shop\".customers', 'id')) > 500"))
                .isEqualTo("t");

        assertThat(restored().path("found").booleanValue())
                .as("a second run finds the first")
                .isTrue();
        assertThat(script("undo", Map.of()).code()).isZero();
        assertThat(fingerprint().differences(fenced)).isEmpty();
    }

    /** Rows come back before their table comes back to a publication that names it, and after it to one of all tables. */
    @Test
    @InTurn(5)
    void subscribersOfAPublicationOfAllTablesWouldGetTheRowsAgainAndThatIsTold() throws Exception {
        shop();
        patient.server.execute("CREATE PUBLICATION everything FOR ALL TABLES");
        Culprit culprit = lose("DROP TABLE \"The Shop\".customers CASCADE");
        plan(culprit);
        assertThat(planned.path("publications")).hasSize(1);
        assertThat(planned.path("publications").path(0).asText())
                .startsWith("The publication everything sends every row of the tables anew.");
        patient.server.execute(
                "SELECT pg_create_logical_replication_slot('one', 'pgoutput'), pg_create_logical_replication_slot('all', 'pgoutput')");
        restore();
        assertThat(sent("one", "shop")).isZero();
        assertThat(sent("all", "everything")).isGreaterThanOrEqualTo(500);
    }

    private long sent(String slot, String publication) {
        return Long.parseLong(patient.server.query("SELECT count(*) FROM pg_logical_slot_get_binary_changes('" + slot
                + "', NULL, NULL, 'proto_version', '1', 'publication_names', '" + publication
                + "') WHERE get_byte(data, 0) = ascii('I')"));
    }

    @Test
    void aKeyThatLaterRowsContradictIsMadeForNewRowsAndTold() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".customers CASCADE");
        patient.server.execute("INSERT INTO \"The Shop\".orders (customer, note) VALUES (7001, 'nobody')");
        plan(culprit);
        assertThat(planned.path("notAsBefore").toString())
                .contains(
                        "orders_customer_fkey of \\\"The Shop\\\".orders is made again for new rows only (NOT VALID)");
        restore();
        assertThat(patient.server.query(
                        "SELECT convalidated FROM pg_constraint WHERE conname = 'orders_customer_fkey'"))
                .isEqualTo("f");
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".customers"))
                .isEqualTo("500");
    }

    @Test
    void aWholeSchemaAndAPartitionedTableComeBack() throws Exception {
        shop();
        SchemaFingerprint before = fingerprint();
        Culprit culprit = lose("DROP PUBLICATION shop", "DROP SCHEMA \"The Shop\" CASCADE");
        plan(culprit);
        assertThat(lost.tables().stream()
                        .collect(Collectors.toMap(LostTables.LostTable::table, LostTables.LostTable::rows)))
                .isEqualTo(Map.of(
                        shop("customers"),
                        500L,
                        shop("orders"),
                        3000L,
                        shop("branches"),
                        2L,
                        shop("children"),
                        0L,
                        shop("days_25"),
                        213L,
                        shop("days_26"),
                        187L));
        restore();
        assertThat(before.differences(fingerprint())).isEmpty();
        assertThat(patient.server.query("SELECT nextval('\"The Shop\".numbers') > 100"))
                .isEqualTo("t");
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".days"))
                .isEqualTo("400");
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(patient.server.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'The Shop'"))
                .isEqualTo("0");
    }

    /** pg_dump takes the schema public for given; where it was dropped, no archive makes it, nor lets anybody into it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "in the same transaction", "by somebody since"})
    void theSchemaPublicComesBackWithWhoMayEnterIt(String again) throws Exception {
        patient.server.role("clerk", "");
        patient.server.execute(
                "CREATE EXTENSION citext",
                "CREATE TABLE customers (id serial PRIMARY KEY, mail citext UNIQUE)",
                "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'",
                "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, n int DEFAULT twice(3))",
                "CREATE VIEW mails AS SELECT mail FROM customers",
                "INSERT INTO customers (mail) SELECT 'M' || i FROM generate_series(1, 100) i",
                "INSERT INTO orders SELECT i, 1 + i % 100 FROM generate_series(1, 300) i",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk",
                "GRANT CREATE ON SCHEMA public TO clerk WITH GRANT OPTION");
        patient.baseBackup("b1");
        searchedFrom = position();
        SchemaFingerprint before = fingerprint();
        Culprit culprit = again.startsWith("in")
                ? lose("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
                : lose("DROP SCHEMA public CASCADE");
        if (again.startsWith("by")) {
            patient.server.execute("CREATE SCHEMA public", "COMMENT ON SCHEMA public IS 'new'");
        }
        SchemaFingerprint fenced = fingerprint();
        plan(culprit);
        assertThat(planned.path("objects").toString()).contains("SCHEMA - public", "EXTENSION - citext");
        assertThat(fingerprint().differences(fenced))
                .as("a dry run changes nothing")
                .isEmpty();
        restore();
        assertThat(before.differences(fingerprint())).isEmpty();
        assertThat(gone.backIn(fenced).differences(fingerprint())).isEmpty();
        try (Connection clerk = patient.server.connect("clerk");
                Statement statement = clerk.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) || ' ' || sum(n) || ' ' || obj_description('public'::regnamespace) FROM orders")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("300 1800 standard public schema");
        }
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(patient.server.query("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE nspname = 'public'"))
                .isEqualTo("0");
        if (again.isEmpty()) {
            assertThat(fingerprint().differences(fenced)).isEmpty();
        }
    }

    /** Whoever made the schema again since keeps what is in it; it gets its owner and grants. */
    @Test
    void aSchemaThatWasMadeAgainIsTakenAsItIs() throws Exception {
        shop();
        SchemaFingerprint before = fingerprint();
        Culprit culprit = lose("DROP PUBLICATION shop", "DROP SCHEMA \"The Shop\" CASCADE");
        patient.server.execute("CREATE SCHEMA \"The Shop\"", "CREATE TABLE \"The Shop\".newer AS SELECT 1 AS id");
        SchemaFingerprint fenced = fingerprint();
        plan(culprit);
        restore();
        assertThat(gone.backIn(fenced).differences(fingerprint())).isEmpty();
        assertThat(before.differences(fingerprint())).allMatch(line -> line.contains("The Shop.newer"));
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".newer"))
                .isEqualTo("1");
    }

    @Test
    @InTurn(4)
    void aDroppedPartitionIsAttachedAgainBesideTheOthers() throws Exception {
        shop();
        SchemaFingerprint before = fingerprint();
        Culprit culprit = lose("DROP TABLE \"The Shop\".days_25");
        patient.server.execute("INSERT INTO \"The Shop\".days VALUES ('2026-12-24', true)");
        plan(culprit);
        assertThat(planned.path("objects").toString()).contains("TABLE ATTACH", "INDEX ATTACH");
        restore();
        assertThat(before.differences(fingerprint())).isEmpty();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".days WHERE day < '2026-01-01'"))
                .isEqualTo("213");
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".days"))
                .isEqualTo("401");
        assertThat(patient.server.query(
                        "SELECT count(*) FROM pg_inherits WHERE inhparent = '\"The Shop\".days_pkey'::regclass"))
                .isEqualTo("2");
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".days"))
                .isEqualTo("188");
    }

    /** Each kind of thing once: what one of them needs of another comes before it. */
    @ParameterizedTest
    @InTurn(2)
    @MethodSource("playbook.postgres.Majors#present")
    void whateverTablesCanHaveComesBack(int major) throws Exception {
        patient.close();
        patient = new Patient(TestServer.with().bin(Majors.bin(major)));
        patient.server.execute(
                "CREATE ROLE clerk",
                "CREATE EXTENSION btree_gist WITH SCHEMA pg_catalog",
                "CREATE SCHEMA s",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO clerk",
                "SET search_path = s;"
                        + "CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
                        + "CREATE TYPE point2 AS (x int, y numeric(6, 2));"
                        + "CREATE TABLE base (id int, what text);"
                        + "CREATE TABLE heir (more text) INHERITS (base);"
                        + "CREATE TABLE one (id positive PRIMARY KEY, other int, twice int GENERATED ALWAYS AS (other * 2) STORED,"
                        + " place point2, many int[], span daterange, tsv tsvector, doc jsonb, big text, lower text COLLATE \"C\","
                        + " EXCLUDE USING gist (other WITH =, span WITH &&));"
                        + "CREATE TABLE two (id int PRIMARY KEY, one int, self int REFERENCES two DEFERRABLE INITIALLY DEFERRED);"
                        + "ALTER TABLE one ADD CONSTRAINT to_two FOREIGN KEY (other) REFERENCES two;"
                        + "ALTER TABLE two ADD CONSTRAINT to_one FOREIGN KEY (one) REFERENCES one DEFERRABLE;"
                        + "CREATE TABLE nothing ();"
                        + "CREATE TABLE \"odd 'name'; \"\"quoted\"\" \\ $$\" (\"a;b\" text, \"Ä\" int);"
                        + "CREATE UNLOGGED TABLE fleeting (id int);"
                        + "CREATE TABLE numbered (id int GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT -3 MINVALUE -1000 MAXVALUE 100 CYCLE));"
                        + "CREATE TABLE split (k int, v text) PARTITION BY LIST (k);"
                        + "CREATE TABLE split_1 PARTITION OF split FOR VALUES IN (1);"
                        + "CREATE TABLE split_2 PARTITION OF split FOR VALUES IN (2) PARTITION BY HASH (v);"
                        + "CREATE TABLE split_2a PARTITION OF split_2 FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
                        + "CREATE TABLE split_rest PARTITION OF split DEFAULT;",
                "SET search_path = s;"
                        + "INSERT INTO base VALUES (1, 'b'); INSERT INTO heir VALUES (2, 'h', 'm');"
                        + "INSERT INTO two SELECT i, NULL, nullif(i / 2, 0) FROM generate_series(1, 50) i;"
                        + "INSERT INTO one (id, other, place, many, span, tsv, doc, big, lower) SELECT i, i, ROW(i, i / 3.0)::point2, ARRAY[i, NULL], daterange('2026-01-01'::date + i, NULL),"
                        + " to_tsvector('simple', 'word ' || i), jsonb_build_object('n', i), repeat(md5(i::text), 300), E'\\\\.\\n\\t'"
                        + " FROM generate_series(1, 50) i;"
                        + "UPDATE two SET one = id;"
                        + "INSERT INTO nothing DEFAULT VALUES; INSERT INTO nothing DEFAULT VALUES;"
                        + "INSERT INTO \"odd 'name'; \"\"quoted\"\" \\ $$\" VALUES ('\\.', 1), (NULL, 2), ('', 3);"
                        + "INSERT INTO fleeting VALUES (1);"
                        + "INSERT INTO numbered SELECT FROM generate_series(1, 5);"
                        + "INSERT INTO split SELECT i % 4, 'v' || i FROM generate_series(1, 100) i;",
                "SET search_path = s;"
                        + "ALTER TABLE one ADD CONSTRAINT \"no; DROP 'x' \"\"y\" CHECK (other <> 13) NOT VALID;"
                        + "ALTER TABLE two ADD CONSTRAINT loose FOREIGN KEY (one) REFERENCES one NOT VALID;"
                        + "CREATE INDEX ON split (v); ALTER TABLE split ADD UNIQUE (k, v);"
                        + "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                        + "CREATE TRIGGER noted BEFORE INSERT ON split FOR EACH ROW EXECUTE FUNCTION noted();"
                        + "CREATE TRIGGER silent BEFORE UPDATE ON one FOR EACH ROW EXECUTE FUNCTION noted();"
                        + "ALTER TABLE one DISABLE TRIGGER silent;"
                        + "CREATE TRIGGER always AFTER DELETE ON two FOR EACH ROW EXECUTE FUNCTION noted();"
                        + "ALTER TABLE two ENABLE ALWAYS TRIGGER always;"
                        + "CREATE RULE never AS ON DELETE TO nothing DO INSTEAD NOTHING;"
                        + "CREATE VIEW seen AS SELECT id, (place).y FROM one; CREATE VIEW seen_again AS SELECT * FROM seen;"
                        + "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM one;"
                        + "CREATE MATERIALIZED VIEW kept_again AS SELECT n + 1 AS m FROM kept;"
                        + "CREATE MATERIALIZED VIEW empty AS SELECT 1 AS one WITH NO DATA;"
                        + "CREATE FUNCTION summed(one) RETURNS int LANGUAGE sql AS 'SELECT $1.other + 1';"
                        + "CREATE INDEX by_function ON one (abs(other)) INCLUDE (lower) WHERE other > 3;"
                        + "ALTER TABLE one ALTER big SET STORAGE EXTERNAL, ALTER big SET STATISTICS 17, SET (fillfactor = 70);"
                        + "ALTER TABLE one REPLICA IDENTITY FULL; ALTER TABLE two CLUSTER ON two_pkey;"
                        + "COMMENT ON CONSTRAINT to_two ON one IS 'it''s'; COMMENT ON INDEX by_function IS 'line\nline'; COMMENT ON TABLE one IS 'first';"
                        + "REVOKE ALL ON two FROM PUBLIC; GRANT INSERT (id) ON two TO clerk;");
        if (major >= 18) {
            patient.server.execute(
                    "SET search_path = s; CREATE TABLE periods (id int, valid daterange, virtual int GENERATED ALWAYS AS (id + 1),"
                            + " PRIMARY KEY (id, valid WITHOUT OVERLAPS));"
                            + "CREATE TABLE within (id int, valid daterange,"
                            + " FOREIGN KEY (id, PERIOD valid) REFERENCES periods (id, PERIOD valid));"
                            + "CREATE TABLE named (n int CONSTRAINT there NOT NULL);"
                            + "INSERT INTO periods VALUES (1, '[2026-01-01,2027-01-01)'); INSERT INTO within VALUES (1, '[2026-02-01,2026-03-01)');");
        }
        patient.baseBackup("b1");
        searchedFrom = position();
        SchemaFingerprint before = fingerprint();
        Map<String, String> contents = contents();
        List<String> comments = patient.server.column(COMMENTS);
        assertThat(comments).hasSize(3);
        assertThat(contents).hasSizeGreaterThan(10);

        Culprit culprit = lose("DROP SCHEMA s CASCADE");
        plan(culprit);
        assertThat(planned.path("notAsBefore")).isEmpty();
        restore();
        assertThat(before.differences(fingerprint())).isEmpty();
        assertThat(patient.server.column(COMMENTS)).isEqualTo(comments);
        contents.put("s.fleeting", "0 ");
        assertThat(contents()).isEqualTo(contents);
        assertThat(patient.server.query("SELECT m FROM s.kept_again")).isEqualTo("51");
        assertThat(patient.server.query("SELECT relispopulated FROM pg_class WHERE relname = 'empty'"))
                .isEqualTo("f");
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(patient.server.query("SELECT count(*) FROM pg_namespace WHERE nspname = 's'"))
                .isEqualTo("0");
    }

    /** Rows of each table, by themselves. */
    private Map<String, String> contents() {
        Map<String, String> contents = new HashMap<>();
        for (String table : patient.server.column(
                "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 's'::regnamespace")) {
            contents.put(
                    table,
                    patient.server.query(
                            "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
                                    + " FROM ONLY " + table + " t"));
        }
        return contents;
    }

    /** The event triggers of today would hear of tables that are not new. */
    @Test
    @InTurn(3)
    void anEventTriggerNeitherRefusesNorHearsWhatComesBack() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".orders");
        patient.server.execute(
                "CREATE TABLE heard (what text)",
                "CREATE FUNCTION hears() RETURNS event_trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO public.heard VALUES (tg_tag); RAISE EXCEPTION ''no tables on Fridays''; END'",
                "CREATE EVENT TRIGGER hears ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION hears()");
        plan(culprit);
        restore();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".orders"))
                .isEqualTo("3000");
        assertThat(patient.server.query("SELECT count(*) FROM heard")).isEqualTo("0");
    }

    @Test
    void whoeverMadeTheTableAgainIsToldAndNothingIsOverwritten() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".orders");
        patient.server.execute(
                "CREATE TABLE \"The Shop\".orders (id serial PRIMARY KEY)",
                "INSERT INTO \"The Shop\".orders VALUES (1)");
        before(culprit);
        SideInstance after = patient.replay(ReplayTarget.after(culprit), culprit);
        Patient.Ended ended = script("plan", at(after));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains("refused, and nothing was changed")
                .contains("\"orders\" already exists")
                .contains("Rename it or drop it");
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".orders"))
                .isEqualTo("1");

        // As the ways back advise, behind the fence's read-only default.
        patient.server.execute("ALTER DATABASE noa_db SET default_transaction_read_only = on");
        patient.server.execute("BEGIN READ WRITE; CREATE SCHEMA set_aside; ALTER TABLE \"The Shop\".orders SET SCHEMA"
                + " set_aside; COMMIT;");
        Patient.Ended again = script("plan", at(after));
        assertThat(again.code()).as(again.output()).isZero();
        planned = Json.read(again.result(), JsonNode.class);
        restore();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".orders"))
                .isEqualTo("3000");
        assertThat(patient.server.query("SELECT count(*) FROM set_aside.orders"))
                .isEqualTo("1");
    }

    @Test
    void otherStatementsThanTheApprovedOnesAreNotRun() throws Exception {
        shop();
        plan(lose("DROP TABLE \"The Shop\".orders"));
        Files.writeString(
                patient.work.resolve("tables/sql/2-sequences.sql"),
                "SELECT 1;",
                java.nio.file.StandardOpenOption.APPEND);
        Patient.Ended ended = script(
                "restore",
                Map.of("STATEMENTS_SHA256", planned.path("statementsSha256").asText()));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("nothing was changed");
        assertThat(patient.server.query("SELECT to_regclass('\"The Shop\".orders') IS NULL"))
                .isEqualTo("t");
    }

    /** On a busy server a DROP waits for each table's users, who write on in those that it does not hold yet. */
    @Test
    void whatOthersWroteAndDefinedUntilTheDropHeldTheirTablesIsKept() throws Exception {
        shop();
        Culprit culprit = found(patient.commit(
                List.of("DROP TABLE \"The Shop\".days", "meanwhile", "DROP TABLE \"The Shop\".orders"), other -> {
                    other.execute("INSERT INTO \"The Shop\".orders (customer, note) VALUES (7, 'in between')");
                    other.execute("DELETE FROM \"The Shop\".orders WHERE id = 1");
                    other.execute("DROP VIEW \"The Shop\".youngest");
                    other.execute("ALTER TABLE \"The Shop\".orders ADD COLUMN since int DEFAULT 5");
                }));
        plan(culprit);
        restore();
        assertThat(
                        patient.server.query(
                                "SELECT concat_ws('|', count(*) FILTER (WHERE note = 'in between'), count(*) FILTER (WHERE id = 1),"
                                        + " min(since), to_regclass('\"The Shop\".youngest') IS NULL) FROM \"The Shop\".orders"))
                .isEqualTo("1|0|5|t");
        assertThat(patient.server.query("SELECT nextval(pg_get_serial_sequence('\"The Shop\".orders', 'id'))"
                        + " > (SELECT max(id) FROM \"The Shop\".orders)"))
                .isEqualTo("t");
    }

    @Test
    void whatOthersWroteOrDefinedBetweenSeveralDropsIsNotLostInSilence() throws Exception {
        shop();
        Culprit first = lose("DROP TABLE \"The Shop\".days");
        patient.server.execute("INSERT INTO \"The Shop\".orders (customer, note) VALUES (7, 'in between')");
        patient.server.execute("DROP VIEW \"The Shop\".youngest");
        Culprit second = lose("DROP TABLE \"The Shop\".orders");
        assertThatThrownBy(() -> before(Culprit.together(List.of(first, second))))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("others wrote 1 row of The Shop.orders");
        Culprit third = lose("DROP TABLE \"The Shop\".branches CASCADE");
        patient.server.execute("DROP TABLE \"The Shop\".customers CASCADE");
        Culprit fourth = lose("CREATE TABLE \"The Shop\".more (n int)", "DROP TABLE \"The Shop\".more");
        assertThatThrownBy(() -> before(Culprit.together(List.of(third, fourth))))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("others changed definitions (transactions [")
                .hasMessageContaining("point-in-time recovery");
    }

    /** A former version replayed to the culprit's first record, and this one reads there. */
    @Test
    void whatOthersWroteAfterAnEarlierStopIsNotLostInSilence() throws Exception {
        shop();
        Culprit culprit = found(patient.commit(
                List.of("DROP TABLE \"The Shop\".days", "meanwhile", "DROP TABLE \"The Shop\".orders"),
                other -> other.execute("INSERT INTO \"The Shop\".orders (customer, note) VALUES (7, 'in between')")));
        assertThat(patient.restoreBase("b1").code()).isZero();
        SideInstance early = patient.replay(Patient.beforeItsLocks(culprit), culprit);
        assertThatThrownBy(() -> patient.run(
                        new ReadTablesTask(), new ReadTablesTask.Input(culprit, early, searchedFrom), LostTables.class))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("others wrote 1 row of The Shop.orders");
    }

    /** Its locks outlive the server's end of recovery, until somebody commits it or rolls it back. */
    @Test
    void tablesThatAPreparedTransactionDroppedComeBack() throws Exception {
        patient.close();
        patient = new Patient(TestServer.with().set("wal_level", "logical").set("max_prepared_transactions", "5"));
        shop();
        patient.server.execute("BEGIN; DROP TABLE \"The Shop\".orders; PREPARE TRANSACTION 'it''s'");
        String xid = patient.server.query("SELECT transaction FROM pg_prepared_xacts");
        patient.server.execute("COMMIT PREPARED 'it''s'");
        patient.server.execute("SELECT pg_current_xact_id()");
        plan(found(Long.parseLong(xid)));
        restore();
    }

    /** A second run goes on where the first one ended. */
    @Test
    void aSideInstanceThatWasNotOpenedToTheEndIsOpenedByTheNextRun() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".orders");
        assertThat(patient.restoreBase("b1").code()).isZero();
        Path programs = patient.server.folder("programs");
        for (String program : List.of("psql", "pg_ctl", "pg_controldata")) {
            // The replay has ended, the catalogs are kept, and the server does not start to be opened.
            Files.writeString(
                    programs.resolve(program),
                    "#!/bin/sh\ncase \"$*\" in *start) [ -e " + patient.work.resolve("side/side.opened")
                            + " ] && exit 1;; esac\nexec "
                            + patient.server.bin().resolve(program)
                            + " \"$@\"\n");
            programs.resolve(program).toFile().setExecutable(true, false);
        }
        Map<String, String> wants = new HashMap<>(ReplayTarget.toReadBefore(culprit));
        wants.put("PLAYBOOK_BIN", programs.toString());
        Patient.Ended killed = patient.script("replay.sh", wants);
        assertThat(killed.result()).as(killed.output()).isEmpty();
        Path data = patient.work.resolve("side");
        assertThat(data.resolve("side.opened")).as(killed.output()).exists();
        assertThat(data.resolve("recovery.signal")).exists();
        SideInstance side = patient.replay(ReplayTarget.before(culprit), culprit);
        assertThat(rowsOfOrders(side)).isEqualTo(3000);
        patient.server.asPostgres(
                patient.server.bin().resolve("pg_ctl").toString(), "-D", data.toString(), "-m", "immediate", "stop");
        assertThat(rowsOfOrders(patient.replay(ReplayTarget.before(culprit), culprit)))
                .isEqualTo(3000);
        side = patient.replay(ReplayTarget.after(culprit), culprit);
        assertThat(side.dataDirectory()).endsWith("catalogs");
        assertThat(patient.script(
                                "replay.sh",
                                ReplayTarget.environment(
                                        new RecoveryTarget.ToLsn(culprit.firstLsn(), false, culprit.timeline()),
                                        culprit))
                        .output())
                .contains("it is replayed to no stop any more")
                .contains("HINT: restore the base backup again.");
    }

    /** What is opened for reading is not durable, and its timeline would be in no archive. */
    @Test
    void aServerThatShallTakeThePatientsPlaceIsNotOpened() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".orders");
        assertThat(patient.restoreBase("b1").code()).isZero();
        Map<String, String> stop = ReplayTarget.environment(
                new RecoveryTarget.ToTransaction(culprit.xid(), false, culprit.timeline()), culprit);
        assertThat(patient.script("replay.sh", stop).code()).isZero();
        assertThat(patient.work.resolve("side/recovery.signal")).exists();
        SideInstance opened = patient.replay(ReplayTarget.before(culprit), culprit);
        assertThat(patient.work.resolve("side/recovery.signal")).doesNotExist();
        for (Patient.Ended ended : List.of(
                patient.script("replay.sh", stop),
                patient.script(
                        "promote-server.sh",
                        Map.of(
                                "REACHED_LSN",
                                opened.reachedLsn().toString(),
                                "SYSTEM_IDENTIFIER",
                                patient.identifier(),
                                "DATA_DIRECTORY",
                                patient.server.data().toString(),
                                "FENCE_RULE",
                                RoleRights.rule())))) {
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.output()).contains("was opened for reading");
        }
    }

    private long rowsOfOrders(SideInstance side) throws SQLException {
        try (Connection session = Connections.openCopy(patient.server.target(), side.host(), side.port());
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM \"The Shop\".orders")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The connection broke when the server had committed already. */
    @Test
    void whatWasCommittedIsFoundAlthoughTheClientSaysThatItFailed() throws Exception {
        shop();
        plan(lose("DROP TABLE \"The Shop\".orders"));
        Path programs = patient.server.folder("programs");
        for (String program : List.of("pg_restore", "psql")) {
            Files.writeString(
                    programs.resolve(program),
                    "#!/bin/sh\n" + patient.server.bin().resolve(program) + " \"$@\"; code=$?\n"
                            + "case \"$*\" in *\"-f -\") [ \"${0##*/}\" = psql ] && exit 2;; esac; exit $code\n");
            programs.resolve(program).toFile().setExecutable(true, false);
        }
        Map<String, String> wants = new HashMap<>();
        wants.put("STATEMENTS_SHA256", planned.path("statementsSha256").asText());
        wants.put("PLAYBOOK_BIN", programs.toString());
        Patient.Ended broken = script("restore", wants);
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.output()).contains("broke off after it was committed").doesNotContain("nothing was changed");
        assertThat(restored().path("found").booleanValue()).isTrue();
        assertThat(patient.server.query("SELECT count(*) FROM \"The Shop\".orders"))
                .isEqualTo("3000");
    }

    @Test
    @InTurn(6)
    void aServerThatIsGoneIsNoRefusal() throws Exception {
        shop();
        plan(lose("DROP TABLE \"The Shop\".orders"));
        Map<String, String> wants = new HashMap<>();
        wants.put("STATEMENTS_SHA256", planned.path("statementsSha256").asText());
        wants.put("PGPORT", "1");
        Patient.Ended gone = script("restore", wants);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.output())
                .contains("the server does not tell whether it was committed", "look whether the server is up")
                .doesNotContain("nothing was changed", "made again since");
        assertThat(restored().path("found").booleanValue()).isFalse();
    }

    /** What cannot be read to its end is not committed in part. */
    @Test
    void aDamagedArchiveOfTheRowsBringsNothingBack() throws Exception {
        shop();
        Culprit culprit = lose("DROP TABLE \"The Shop\".orders");
        before(culprit);
        Path rows = patient.work.resolve("tables/rows.dump");
        byte[] whole = Files.readAllBytes(rows);
        Files.write(rows, Arrays.copyOf(whole, whole.length - 2_000));
        Patient.Ended ended = script("plan", at(patient.replay(ReplayTarget.after(culprit), culprit)));
        assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains("nothing was changed");
        assertThat(patient.server.query("SELECT to_regclass('\"The Shop\".orders') IS NULL"))
                .isEqualTo("t");
    }

    private static TableName shop(String table) {
        return new TableName("The Shop", table);
    }
}
