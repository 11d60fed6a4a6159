package playbook.evidence;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.RowTotals;

/** Reads from the records of a target's earlier incidents which recoveries were made and not undone. */
record EarlierRecoveries(JdbcClient database) {

    private static final String EARLIER = """
            -- Other incidents of a target, oldest first.
            select incident from playbook_incident
            where target = :target and incident <> :incident order by reported_at
            """;

    private static final String RESULTS = """
            -- The culprits, the recoveries into the live tables and their undoing.
            select id, step, type, content, written_at from playbook_evidence
            where incident = :incident and kind = 'FOUND' and type in ('Culprit', 'RecoveryPlan', 'MergeResult', 'UndoResult',
                'RestoredTables', 'RemovedTables')
            order by id
            """;

    /** Oldest first. */
    List<Recovered> before(Incident incident) {
        List<Recovered> recovered = new ArrayList<>();
        for (String key : database.sql(EARLIER)
                .param("target", incident.target().name())
                .param("incident", incident.key())
                .query(String.class)
                .list()) {
            Findings findings = new Findings(database.sql(RESULTS)
                    .param("incident", key)
                    .query((row, number) -> new EvidenceReading.Entry(
                            row.getLong("id"),
                            EvidenceReading.Kind.FOUND,
                            row.getString("step"),
                            row.getString("type"),
                            "",
                            row.getString("content"),
                            row.getObject("written_at", OffsetDateTime.class).toInstant()))
                    .list());
            findings.merged()
                    .flatMap(merged -> findings.newest(Culprit.class)
                            .map(culprit -> new Recovered(
                                    key,
                                    culprit.value(),
                                    merged.value().at(),
                                    findings.totals().map(RowTotals::leftAlone).orElse(0L))))
                    .ifPresent(recovered::add);
            findings.restored()
                    .flatMap(restored -> findings.newest(Culprit.class)
                            .map(culprit -> new Recovered(
                                    key, culprit.value(), restored.value().at(), 0L)))
                    .ifPresent(recovered::add);
        }
        return recovered;
    }
}
