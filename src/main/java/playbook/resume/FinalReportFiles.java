package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.Findings;
import playbook.evidence.IncidentFiles;
import playbook.evidence.IncidentFiles.StoredFile;
import playbook.evidence.Json;
import playbook.incident.ApplicationChecks;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.DataChecks;
import playbook.incident.DataLossReport;
import playbook.incident.DataTest;
import playbook.incident.EmergencyCopy;
import playbook.incident.EmergencyDump;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.RowCounts;
import playbook.incident.StatementList;
import playbook.incident.StopPoint;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.wayback.WaysBack;

/** Writes the final report into the incident's files: as Markdown for people, and its findings as JSON for programs. */
final class FinalReportFiles {

    private static final List<Class<?>> BEFORE = List.of(
            DataLossReport.class,
            Culprit.class,
            RowCounts.class,
            BackupList.class,
            BackupCondition.class,
            StatementList.class,
            EmergencyCopy.class,
            EmergencyDump.class,
            StrategyFacts.class,
            StrategyOptions.class,
            StopPoint.class);
    private static final List<Class<?>> AFTERWARDS =
            List.of(DataChecks.class, DataTest.class, ApplicationChecks.class, BackupsAfter.class);

    private final Evidence evidence;
    private final EvidenceReading record;
    private final IncidentFiles files;
    private final WaysBack ways;

    FinalReportFiles(Evidence evidence, EvidenceReading record, IncidentFiles files, WaysBack ways) {
        this.ways = ways;
        this.evidence = evidence;
        this.record = record;
        this.files = files;
    }

    IncidentClosed write(Incident incident, List<String> givenBackByHand, List<String> stays) {
        Map<String, Object> findings = new LinkedHashMap<>();
        Stream.concat(Stream.concat(BEFORE.stream(), recoveries()), AFTERWARDS.stream())
                .forEach(type ->
                        evidence.find(incident, type).ifPresent(found -> findings.put(type.getSimpleName(), found)));
        Instant closedAt = Instant.now();
        String text =
                new FinalReport(incident, closedAt, new Findings(record.of(incident.key())), stays, ways).markdown();
        StoredFile report = files.write(incident, "incident-report.md", text);
        files.write(
                incident,
                "incident-report.json",
                Json.write(new Document(incident.key(), incident.target().label(), closedAt, findings, stays)));
        return new IncidentClosed(
                closedAt,
                Duration.between(incident.reportedAt(), closedAt).toSeconds(),
                report.name(),
                report.sha256(),
                new ArrayList<>(findings.keySet()),
                givenBackByHand,
                stays);
    }

    /** What was planned of each way back, and whether its data is in place. */
    private static Stream<Class<?>> recoveries() {
        return Stream.concat(Method.plans(), Stream.of(Method.values()).flatMap(way -> way.outcomes().stream()));
    }

    private record Document(
            String incident,
            String target,
            Instant closedAt,
            Map<String, Object> findings,
            List<String> staysChanged) {}
}
