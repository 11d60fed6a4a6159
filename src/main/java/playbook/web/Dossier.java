package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.evidence.EvidenceReading;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.IncidentFiles;
import playbook.incident.Culprit;
import playbook.incident.DamagedTables;
import playbook.operation.OperationReading;
import playbook.process.history.IncidentStory;
import playbook.process.history.Incidents;
import playbook.wayback.WaysBack;

/** Builds the document of an incident from the engine's history, the record, the operations and the files. */
@Component
class Dossier {

    private final Incidents incidents;
    private final EvidenceReading evidence;
    private final OperationReading operations;
    private final IncidentFiles files;
    private final Words words;
    private final WaysBack ways;

    Dossier(
            Incidents incidents,
            EvidenceReading evidence,
            OperationReading operations,
            IncidentFiles files,
            Words words,
            WaysBack ways) {
        this.ways = ways;
        this.incidents = incidents;
        this.evidence = evidence;
        this.operations = operations;
        this.files = files;
        this.words = words;
    }

    /** @throws UnknownIncident when there is no such incident or the current user may not read it */
    IncidentDocument of(String key) {
        IncidentStory story = incidents.find(key).orElseThrow(() -> new UnknownIncident(key));
        List<Entry> entries = evidence.of(key);
        Findings findings = new Findings(entries);
        Map<String, String> titles = story.steps().stream()
                .collect(Collectors.toMap(IncidentStory.Step::name, IncidentStory.Step::title, (one, same) -> one));
        Instant now = Instant.now();
        return new IncidentDocument(
                story.key(),
                story.state(),
                story.phase(),
                story.startedAt(),
                story.endedAt(),
                story.reportedBy(),
                story.description(),
                story.timings(),
                target(story.target(), entries),
                new JsonFindings(entries).newest("Culprit").orElse(null),
                findings.newest(Culprit.class)
                        .map(culprit -> DamagedTables.of(
                                        culprit.value().tables(),
                                        findings.schema().orElse(null))
                                .damages())
                        .orElse(List.of()),
                rows(findings),
                new InShort(words, titles, entries, ways).about(story.timings()),
                story.steps(),
                operations.of(key).stream()
                        .map(seen -> OperationDocument.of(seen, now))
                        .toList(),
                checks(entries),
                of(entries, Kind.DECIDED)
                        .map(entry -> new IncidentDocument.Decision(
                                entry.step(), entry.who(), entry.at(), JsonFindings.content(entry)))
                        .toList(),
                of(entries, Kind.REFUSED)
                        .map(entry -> new IncidentDocument.Refusal(
                                entry.step(),
                                entry.who(),
                                JsonFindings.content(entry).asText(),
                                entry.at()))
                        .toList(),
                new IncidentLog(titles, entries).happenings(),
                story.openTasks(),
                story.deeds(),
                story.troubles(),
                files.of(key),
                now);
    }

    /** The loss on the time line, of an incident that the current user may read; empty while no search has ended. */
    Optional<LossPicture> picture(String key) {
        return LossPicture.of(new Findings(evidence.of(key)));
    }

    private static Stream<Entry> of(List<Entry> entries, Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }

    private static IncidentDocument.TargetFigures target(IncidentStory.TargetName target, List<Entry> entries) {
        JsonFindings found = new JsonFindings(entries);
        return new IncidentDocument.TargetFigures(
                target.name(),
                target.label(),
                target.database(),
                target.practice(),
                found.newestField("systemIdentifier").map(JsonNode::asText).orElse(null),
                found.newestField("databaseBytes").map(JsonNode::asLong).orElse(null));
    }

    /**
     * The row counts of a recovery by rows; empty after a cut-over, because the cut-over's plan says what it undoes.
     */
    private static Map<String, Long> rows(Findings findings) {
        Map<String, Long> rows = new LinkedHashMap<>();
        findings.totals().filter(totals -> findings.exchanged().isEmpty()).ifPresent(totals -> {
            rows.put("destroyed", totals.destroyed());
            if (findings.merged().isPresent()) {
                rows.put("recovered", totals.recovered());
                rows.put("alreadyAsBefore", totals.present());
                rows.put("notRecovered", totals.notRecovered());
                rows.put("laterValueKept", totals.keptLater());
                rows.put("inConflict", totals.conflicts());
                rows.put("leftAsWished", totals.wished());
            }
        });
        return rows;
    }

    private static List<IncidentDocument.Check> checks(List<Entry> entries) {
        return new RecordedChecks(entries)
                .all().stream()
                        .map(check -> new IncidentDocument.Check(
                                check.name(), check.passed(), check.notLookedAt(), check.detail()))
                        .sorted(Comparator.comparing(IncidentDocument.Check::passed)
                                .thenComparing(IncidentDocument.Check::notLookedAt))
                        .toList();
    }
}
