package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.InTurn;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TablesPlan.ColumnsBack;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** Dropped columns made anew in tables that live on, with the values of the rows that are still there. */
class DroppedColumnsIT extends TableRecovery {

    private void clinic() {
        patient.server.execute(
                "CREATE ROLE nurse",
                "CREATE SCHEMA \"The Clinic\"",
                "SET search_path = \"The Clinic\", public;"
                        + "CREATE DOMAIN score AS int CHECK (VALUE BETWEEN 0 AND 100);"
                        + "CREATE TYPE blood AS ENUM ('A', 'B', 'O');"
                        + "CREATE TABLE wards (id int PRIMARY KEY, name text);"
                        + "CREATE TABLE patients (id int PRIMARY KEY, gone int, name text NOT NULL, \"e \"\"mail\" text COLLATE \"C\" DEFAULT 'no''ne' UNIQUE,"
                        + " \"e, drops column x\" bytea, pain score, kind blood, at timestamptz, weight float8, ward int REFERENCES wards,"
                        + " heavy bool GENERATED ALWAYS AS (weight > 80) STORED, number serial, CHECK (weight < 500), CHECK (pain < weight));"
                        + "ALTER TABLE patients DROP COLUMN gone;"
                        + "INSERT INTO wards VALUES (1, 'one'), (2, 'two');"
                        + "INSERT INTO patients (id, name, \"e \"\"mail\", \"e, drops column x\", pain, kind, at, weight, ward) SELECT i, E'tab\\t \\\\ line\\n' || i,"
                        + " CASE WHEN i % 7 > 0 THEN i || '@x' END, decode(md5(i::text), 'hex'), i % 40, (ARRAY['A', 'B', 'O'])[1 + i % 3]::blood,"
                        + " '2026-01-01 00:00:00.123456+00'::timestamptz + i * interval '1 hour', 50 + i / 7.0, 1 + i % 2 FROM generate_series(1, 500) i;"
                        + "CREATE INDEX by_ward ON patients (ward, name);"
                        + "CREATE VIEW heavy AS SELECT id, weight FROM patients WHERE heavy;"
                        + "CREATE STATISTICS both_kinds ON kind, pain FROM patients;"
                        + "COMMENT ON COLUMN patients.weight IS 'in kilograms';"
                        + "GRANT SELECT (weight, name) ON patients TO nurse;"
                        + "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := NEW.name || ''!''; RETURN NEW; END';"
                        + "CREATE TRIGGER \"sh out\" BEFORE UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION shout();"
                        + "ALTER TABLE patients ENABLE ALWAYS TRIGGER \"sh out\";"
                        + "ALTER TABLE patients ALTER COLUMN name SET STATISTICS 7;"
                        + "CREATE POLICY own ON patients TO nurse USING (weight > 0);");
        patient.baseBackup("b1");
        searchedFrom = position();
    }

    private static final String ALL =
            "SELECT (SELECT string_agg(v.key || '=' || coalesce(v.value, 'null'), ',' ORDER BY v.key)"
                    + " FROM jsonb_each_text(to_jsonb(p)) v) FROM \"The Clinic\".patients p WHERE id < 500 ORDER BY id";

    @ParameterizedTest
    @InTurn(6)
    @MethodSource("playbook.postgres.Majors#present")
    void whatWentWithAColumnComesBackAndLaterRowsStay(int major) throws Exception {
        patient.close();
        patient = new Patient(TestServer.with().bin(Majors.bin(major)).set("wal_level", "logical"));
        clinic();
        SchemaFingerprint before = fingerprint();
        List<String> rows = patient.server.column(ALL);
        Culprit culprit = lose(
                "ALTER TABLE \"The Clinic\".patients DROP COLUMN weight CASCADE, DROP COLUMN \"e \"\"mail\","
                        + " DROP COLUMN \"e, drops column x\", DROP COLUMN number, DROP COLUMN ward",
                "DROP TYPE \"The Clinic\".blood CASCADE");
        patient.server.execute(
                "DELETE FROM \"The Clinic\".patients WHERE id = 500",
                "INSERT INTO \"The Clinic\".patients (id, name) VALUES (501, 'later')",
                "UPDATE \"The Clinic\".wards SET name = 'later' WHERE id = 2");
        SchemaFingerprint fenced = fingerprint();
        assertThat(DroppedTables.withoutColumns(culprit)).hasSize(1);

        plan(culprit);
        assertThat(fingerprint().differences(fenced))
                .as("a dry run changes nothing")
                .isEmpty();
        ColumnsBack back = columns(culprit);
        assertThat(back.key()).containsExactly("id");
        assertThat(back.columns()).containsExactly("e \"mail", "e, drops column x", "kind", "weight", "ward", "number");
        assertThat(List.of(back.rows(), back.changedSince(), back.goneSince(), back.laterRows()))
                .containsExactly(499L, 0L, 1L, 1L);
        assertThat(planned.path("notAsBefore").toString())
                .contains(
                        "The column number of \\\"The Clinic\\\".patients may be empty (NOT NULL is not made again). The server said: column \\\"number\\\" of relation \\\"patients\\\" contains null values");

        restored();
        assertThat(patient.server.column(ALL)).isEqualTo(rows);
        assertThat(before.differences(fingerprint()))
                .allMatch(
                        line -> line.contains("patients.number: ") || line.endsWith("patients_number_not_null"),
                        "NOT NULL alone is missing")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(patient.server.query("SELECT name FROM \"The Clinic\".patients WHERE id = 501"))
                .isEqualTo("later");
        assertThat(patient.server.query("SELECT count(*) FROM " + RESCUE + ".rows_" + back.oid()))
                .isEqualTo("499");

        assertThat(restored().path("found").booleanValue()).isTrue();
        Patient.Ended undone = script("undo", Map.of());
        assertThat(undone.code()).as(undone.output()).isZero();
        assertThat(fenced.differences(fingerprint())).isEmpty();
    }

    /** A row that was changed, and one that is new with a key that was there, get the value by the key, and are counted. */
    @Test
    void rowsThatOthersChangedSinceAreCounted() throws Exception {
        clinic();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN \"e \"\"mail\"");
        patient.server.execute(
                "UPDATE \"The Clinic\".patients SET pain = 1 WHERE id IN (3, 4)",
                "DELETE FROM \"The Clinic\".patients WHERE id = 5",
                "INSERT INTO \"The Clinic\".patients (id, name) VALUES (5, 'somebody else')",
                "ALTER TABLE \"The Clinic\".patients ADD COLUMN added int DEFAULT 3");
        plan(culprit);
        ColumnsBack back = columns(culprit);
        assertThat(List.of(back.rows(), back.changedSince(), back.goneSince(), back.laterRows()))
                .containsExactly(500L, 3L, 0L, 0L);
        assertThat(back.notAsBefore())
                .anyMatch(line ->
                        line.contains("3 rows of The Clinic.patients that get their values back were changed since")
                                && line.contains("by the key (id)"));
        restored();
        assertThat(
                        patient.server.query(
                                "SELECT \"e \"\"mail\" || ' ' || pain || ' ' || added FROM \"The Clinic\".patients WHERE id = 3"))
                .isEqualTo("3@x 1 3");
    }

    /** A publication of all tables has the playbook's own tables too, which no subscriber has. */
    @Test
    void aPublicationOfAllTablesIsSentNothingOfThePlaybooksOwn() throws Exception {
        clinic();
        patient.server.execute(
                "ALTER TABLE \"The Clinic\".patients REPLICA IDENTITY FULL",
                "CREATE PUBLICATION everything FOR ALL TABLES");
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN \"e \"\"mail\"");
        patient.server.execute("DELETE FROM \"The Clinic\".patients WHERE id = 5");
        plan(culprit);
        patient.server.execute("SELECT pg_create_logical_replication_slot('all', 'pgoutput')");
        restored();
        assertThat(patient.server.query("SELECT count(*) FROM " + RESCUE + ".rows_"
                        + columns(culprit).oid()))
                .isEqualTo("499");
        List<String> sent = patient.server.column(
                "SELECT encode(data, 'escape') FROM pg_logical_slot_get_binary_changes('all', NULL, NULL,"
                        + " 'proto_version', '1', 'publication_names', 'everything')");
        assertThat(sent).anyMatch(change -> change.contains("The Clinic")).hasSizeGreaterThan(490);
        assertThat(sent).noneMatch(change -> change.contains(RESCUE));
    }

    /** Since 18 NOT NULL is a constraint, whose name stays when the column or the table gets another one. */
    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void aColumnThatMustNotBeEmptyIsAsItWas(int major) throws Exception {
        patient.close();
        patient = new Patient(TestServer.with().bin(Majors.bin(major)));
        clinic();
        patient.server.execute("ALTER TABLE \"The Clinic\".patients RENAME COLUMN number TO nr");
        SchemaFingerprint before = fingerprint();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN nr");
        plan(culprit);
        assertThat(planned.path("notAsBefore")).isEmpty();
        assertThat(RestoreTablesScript.mustBeOf(culprit, counted(restored()))).containsExactly(columns(culprit));
        assertThat(before.differences(fingerprint())).isEmpty();
    }

    @Test
    void aColumnThatSomebodyMadeAgainMeanwhileIsNotOverwritten() throws Exception {
        clinic();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN at");
        patient.server.execute("ALTER TABLE \"The Clinic\".patients ADD COLUMN at timestamptz DEFAULT now()");
        SchemaFingerprint fenced = fingerprint();
        before(culprit);
        assertThat(dumped.code()).as(dumped.output()).isZero();
        Patient.Ended ended = script("plan", at(patient.replay(ReplayTarget.after(culprit), culprit)));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains(
                        "nothing was changed",
                        "column \"at\" of relation \"patients\" already exists",
                        "Rename it or drop it");
        assertThat(fingerprint().differences(fenced)).isEmpty();
    }

    @Test
    void withoutAKeyOrUnderAnotherNameNothingIsTried() throws Exception {
        clinic();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN id CASCADE");
        before(culprit);
        assertThat(dumped.code()).isEqualTo(1);
        assertThat(dumped.output())
                .contains("\"The Clinic\".patients has no key by which its rows are told apart before and after");
    }

    @Test
    void aTableThatWasRenamedSinceIsRefused() throws Exception {
        clinic();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN weight CASCADE");
        patient.server.execute("ALTER TABLE \"The Clinic\".patients RENAME TO people");
        before(culprit);
        assertThat(dumped.code()).isEqualTo(1);
        assertThat(dumped.output()).contains("\"The Clinic\".patients is not there under its name");
    }

    @Test
    void aColumnThatSomebodyElseDroppedLaterOnPurposeIsNotBroughtBack() throws Exception {
        clinic();
        Culprit culprit = lose("ALTER TABLE \"The Clinic\".patients DROP COLUMN weight CASCADE");
        patient.server.execute("ALTER TABLE \"The Clinic\".patients DROP COLUMN at");
        before(culprit);
        assertThat(dumped.code()).as(dumped.output()).isZero();
        Patient.Ended ended = script("plan", at(patient.replay(ReplayTarget.after(culprit), culprit)));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("just after the culprit these columns were still there: at of");
    }

    private static List<RestoreTablesScript.CountedColumns> counted(JsonNode result) {
        return StreamSupport.stream(result.path("columns").spliterator(), false)
                .map(one -> Json.read(one.toString(), RestoreTablesScript.CountedColumns.class))
                .toList();
    }

    private ColumnsBack columns(Culprit culprit) {
        List<ColumnsBack> backs = RestoreTablesScript.mustBeOf(culprit, counted(planned));
        assertThat(backs).hasSize(1);
        return backs.get(0);
    }
}
