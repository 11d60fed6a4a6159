package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.incident.Culprit;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.postgres.Majors;
import playbook.postgres.SettingsOfOthers;
import playbook.postgres.TableReading;
import playbook.postgres.TestServer;

/** Time limits and ways of reading text that a role or a database has for applications reach no value and end no step. */
class SettingsOfOthersIT extends TableRecovery {

    private static final String[] LETTERS = {
        "CREATE TABLE letters (id int PRIMARY KEY, words text[], doc xml, took interval, day date, at timestamptz, weight"
                + " float8, seen bytea, price money, note text, CHECK (note <> ''))",
        "INSERT INTO letters SELECT i, ARRAY['x', NULL, 'NULL', i::text], ('just <b>text</b> ' || i)::xml, i * interval '-1 day 3"
                + " seconds', date '2026-03-04' + i, timestamptz '2026-05-06 07:08:09.123456+00' + i * interval '1 hour', i / 7.0,"
                + " decode(md5(i::text), 'hex'), i * 1000.37, E'back\\\\slash \\'' || i FROM generate_series(1, 300) i"
    };

    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void rowsComeBackAsTheyWere(int major) {
        try (RowRecovery recovery = new RowRecovery(TestServer.with().bin(Majors.bin(major))).fromBothSources()) {
            recovery.tables(LETTERS);
            SettingsOfOthers.on(recovery.patient.server);
            List<String> before = recovery.everything();
            recovery.destroys(
                    "UPDATE letters SET words = '{}', doc = NULL, note = 'lost'", "DELETE FROM letters WHERE id > 200");
            List<String> damaged = recovery.everything();
            RecoveryPlan plan = recovery.plan();
            assertThat(plan.tables()).flatExtracting(TablePlan::conflicts).isEmpty();
            recovery.merge(plan);
            assertThat(recovery.everything()).isEqualTo(before);
            recovery.undo(plan);
            assertThat(recovery.everything()).isEqualTo(damaged);
        }
    }

    /** A server that warns each client, here of a collation's other version, answers all the same. */
    private void aServerThatWarns() {
        patient.close();
        patient = new Patient(TestServer.with().initdb("--locale-provider=icu").initdb("--icu-locale=en"));
        patient.server.execute("UPDATE pg_database SET datcollversion = '1'");
        patient.server.execute(LETTERS);
    }

    @Test
    void aBackupAndItsBaselineAreMade() throws Exception {
        aServerThatWarns();
        SettingsOfOthers.on(patient.server);
        patient.wholeBackup("b1");
        try (Stream<Path> files = Files.list(patient.backups.resolve("logical"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readString(file)).contains("\"public.letters\":300"));
        }
    }

    /** In the files between two servers, in the plan and in a backup's description all names are UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
    void aDatabaseOfAnotherEncodingHasItsNamesAndRowsBack(String encoding) throws Exception {
        String[] sizes = {
            "CREATE TABLE \"Größen\" (\"für\" int PRIMARY KEY, \"Maß\" text)",
            "CREATE INDEX \"nach Maß\" ON \"Größen\" (\"Maß\")",
            "INSERT INTO \"Größen\" SELECT i, 'Übermaß ' || i FROM generate_series(1, 100) i"
        };
        try (RowRecovery recovery = new RowRecovery(
                        TestServer.with().initdb("--encoding=" + encoding).initdb("--locale=C"))
                .fromBothSources()) {
            recovery.tables(sizes);
            List<String> before = recovery.everything();
            recovery.destroys("DELETE FROM \"Größen\" WHERE \"für\" > 50", "UPDATE \"Größen\" SET \"Maß\" = 'ä'");
            recovery.merge(recovery.plan());
            assertThat(recovery.everything()).isEqualTo(before);
        }

        patient.close();
        patient = new Patient(TestServer.with().initdb("--encoding=" + encoding).initdb("--locale=C"));
        patient.server.execute(sizes);
        patient.wholeBackup("b1");
        try (Stream<Path> files = Files.list(patient.backups.resolve("logical"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readString(file)).contains("\"public.Größen\":100"));
        }
        searchedFrom = position();
        List<String> rows = all("\"Größen\"", "\"für\", \"Maß\"");
        Culprit culprit = lose("DROP TABLE \"Größen\"");
        plan(culprit);
        assertThat(planned.path("objects").toString()).contains("INDEX public nach Maß");
        restore();
        assertThat(all("\"Größen\"", "\"für\", \"Maß\"")).isEqualTo(rows);
    }

    @Test
    void tablesAndColumnsComeBackAsTheyWereAndAreCountedToTheEnd() throws Exception {
        aServerThatWarns();
        patient.server.execute("CREATE TABLE kept AS SELECT * FROM letters", "ALTER TABLE kept ADD PRIMARY KEY (id)");
        SettingsOfOthers.on(patient.server);
        patient.baseBackup("b1");
        searchedFrom = position();
        List<String> before = all("letters", "id, words, doc, took, day, at, weight, seen, price, note");
        List<String> columns = all("kept", "id, words, price, took, at, seen");
        Culprit culprit = lose(
                "DROP TABLE letters",
                "ALTER TABLE kept DROP COLUMN words, DROP COLUMN price, DROP COLUMN took, DROP COLUMN at, DROP COLUMN seen");
        plan(culprit);
        restore();
        assertThat(all("letters", "id, words, doc, took, day, at, weight, seen, price, note"))
                .isEqualTo(before);
        assertThat(all("kept", "id, words, price, took, at, seen")).isEqualTo(columns);
        assertThat(new TableReading(patient.server.target(), 2, (done, total) -> {})
                        .read()
                        .tables())
                .extracting(table -> table.table() + " " + table.rows())
                .containsExactlyInAnyOrder("public.kept 300", "public.letters 300");
    }

    private List<String> all(String table, String columns) {
        return patient.server.column("SELECT ROW(" + columns + ")::text FROM " + table + " ORDER BY 1");
    }
}
