package playbook.evidence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import playbook.evidence.Findings.Found;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.Method;
import playbook.incident.RecoveryOutcome;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowTotals;

/** Reads from the records of a target's earlier incidents which recoveries were made and not undone. */
record EarlierRecoveries(JdbcClient database) {

    private static final String EARLIER = """
            -- Other incidents of a target, oldest first.
            select incident from playbook_incident
            where target = :target and incident <> :incident order by reported_at
            """;

    private static final String RESULTS = """
            -- The culprits, what was planned, and which recoveries were made and taken back.
            select id, step, type, content, written_at from playbook_evidence
            where incident = :incident and kind = 'FOUND' and type in (:types)
            order by id
            """;

    /** After the other ways the loss is no part of the server's history: no search finds it again. */
    private static final List<Method> INTO_LIVE_TABLES =
            Stream.of(Method.values()).filter(Method::keepsLaterWrites).toList();

    private static final List<String> TYPES = Stream.concat(
                    Stream.of(Culprit.class, RecoveryPlan.class),
                    INTO_LIVE_TABLES.stream().flatMap(way -> way.outcomes().stream()))
            .map(Class::getSimpleName)
            .toList();

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
                    .param("types", TYPES)
                    .query((row, number) -> new EvidenceReading.Entry(
                            row.getLong("id"),
                            EvidenceReading.Kind.FOUND,
                            row.getString("step"),
                            row.getString("type"),
                            "",
                            row.getString("content"),
                            row.getObject("written_at", OffsetDateTime.class).toInstant()))
                    .list());
            findings.newest(Culprit.class)
                    .map(Found::value)
                    .ifPresent(culprit -> INTO_LIVE_TABLES.stream()
                            .flatMap(way -> findings.recovered(way).stream())
                            .map(found -> new Recovered(key, culprit, at(found), leftAlone(findings, found.value())))
                            .forEach(recovered::add));
        }
        return recovered;
    }

    private static Instant at(Found<RecoveryOutcome> found) {
        return Objects.requireNonNullElse(found.value().doneAt(), found.entry().at());
    }

    /** Only a merge leaves rows as they are. */
    private static long leftAlone(Findings findings, RecoveryOutcome outcome) {
        return outcome instanceof MergeResult
                ? findings.totals().map(RowTotals::leftAlone).orElse(0L)
                : 0;
    }
}
