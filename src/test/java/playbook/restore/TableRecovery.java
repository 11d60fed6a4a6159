package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.LostObjects;
import playbook.incident.LostTables;
import playbook.incident.Lsn;
import playbook.incident.SchemaFingerprint;
import playbook.incident.SideInstance;
import playbook.postgres.Fingerprints;
import playbook.postgres.TableReading;
import playbook.postgres.TestServer;
import playbook.postgres.TransactionsIn;

/** Dropped tables and columns made anew on a real server, step by step, as the response does it. */
abstract class TableRecovery {

    static final String RESCUE = "playbook_rescue_dl_2026_0001";

    Patient patient = new Patient(TestServer.with().set("wal_level", "logical"));
    Lsn searchedFrom = Lsn.ZERO;
    JsonNode planned = Json.read("{}", JsonNode.class);
    LostTables lost = new LostTables(List.of(), new SchemaFingerprint(Map.of(), java.time.Instant.EPOCH));
    Patient.Ended dumped = new Patient.Ended(-1, "", "");
    LostObjects gone = new LostObjects(Map.of(), Map.of());

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    Culprit lose(String... statements) throws SQLException {
        return found(patient.commit(List.of(statements), other -> {}));
    }

    Culprit found(long xid) {
        return TransactionsIn.following(patient.server, searchedFrom, xid);
    }

    Lsn position() {
        return Lsn.parse(patient.server.query("SELECT pg_current_wal_insert_lsn()"));
    }

    SchemaFingerprint fingerprint() throws SQLException {
        try (Connection session = patient.server.connect()) {
            return Fingerprints.take(session);
        }
    }

    void before(Culprit culprit) {
        Patient.Ended restored = patient.restorePart("b1", culprit);
        assertThat(restored.code()).as(restored.output()).isZero();
        SideInstance side = patient.replay(ReplayTarget.before(culprit), culprit);
        lost = patient.run(
                new ReadTablesTask(), new ReadTablesTask.Input(culprit, side, searchedFrom), LostTables.class);
        Map<String, String> wants = new HashMap<>(at(side));
        wants.put("TABLES", numbers(DroppedTables.oids(culprit)));
        wants.put("COLUMNS", numbers(DroppedTables.withoutColumns(culprit)));
        dumped = patient.script("dump-tables.sh", wants);
    }

    private static String numbers(List<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    void plan(Culprit culprit) {
        before(culprit);
        assertThat(dumped.code()).as(dumped.output()).isZero();
        SideInstance side = patient.replay(ReplayTarget.after(culprit), culprit);
        gone = patient.run(
                new CompareDefinitionsTask(), new CompareDefinitionsTask.Input(side, lost.schema()), LostObjects.class);
        Patient.Ended ended = script("plan", at(side));
        assertThat(ended.code()).as(ended.output()).isZero();
        planned = Json.read(ended.result(), JsonNode.class);
        PlanTables.Rehearsal rehearsal = Json.read(ended.result(), PlanTables.Rehearsal.class);
        assertThat(RestoreTablesScript.mustHaveTheirRows(lost, rehearsal.rows()))
                .hasSameSizeAs(lost.tables());
    }

    void restore() throws Exception {
        assertThat(restored().path("found").booleanValue()).isFalse();
        assertThat(new TableReading(patient.server.target(), 1, (done, total) -> {})
                        .only(lost.tables().stream()
                                .map(LostTables.LostTable::table)
                                .collect(Collectors.toSet()))
                        .read()
                        .tables())
                .extracting(table -> table.table() + " " + table.rows() + " " + table.checksum())
                .containsExactlyInAnyOrderElementsOf(lost.tables().stream()
                        .map(table -> table.table() + " " + table.rows() + " " + table.checksum())
                        .toList());
    }

    JsonNode restored() {
        Patient.Ended ended = script(
                "restore",
                Map.of("STATEMENTS_SHA256", planned.path("statementsSha256").asText()));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), JsonNode.class);
    }

    static Map<String, String> at(SideInstance side) {
        return Map.of("SIDE_AT_HOST", side.host(), "SIDE_AT_PORT", Integer.toString(side.port()));
    }

    Patient.Ended script(String mode, Map<String, String> more) {
        Map<String, String> wants = new HashMap<>(more);
        wants.put("MODE", mode);
        wants.put("RESCUE_SCHEMA", RESCUE);
        return patient.script("restore-tables.sh", wants);
    }
}
