package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.EvidenceReading;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.evidence.IncidentFiles;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DamagedTables;
import playbook.incident.DataChecks;
import playbook.operation.OperationReading;
import playbook.operation.OperationReading.Seen;
import playbook.platform.JobStatus;
import playbook.process.Incidents;

/** Puts an incident together from the engine's history, the record, the operations and the folder. */
@Component
class Dossier {

    private final Incidents incidents;
    private final EvidenceReading evidence;
    private final OperationReading operations;
    private final IncidentFiles files;
    private final Words words;

    Dossier(
            Incidents incidents,
            EvidenceReading evidence,
            OperationReading operations,
            IncidentFiles files,
            Words words) {
        this.incidents = incidents;
        this.evidence = evidence;
        this.operations = operations;
        this.files = files;
        this.words = words;
    }

    /** @throws UnknownIncident also when the present user may not read it */
    IncidentDocument of(String key) {
        Incidents.Story story = incidents.find(key).orElseThrow(() -> new UnknownIncident(key));
        List<Entry> entries = evidence.of(key);
        Findings findings = new Findings(entries);
        Map<String, String> titles = story.steps().stream()
                .collect(Collectors.toMap(Incidents.Step::name, Incidents.Step::title, (one, same) -> one));
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
                newest(entries, "Culprit").orElse(null),
                findings.newest(Culprit.class)
                        .map(culprit -> DamagedTables.of(
                                        culprit.value().tables(),
                                        findings.schema().orElse(null))
                                .damages())
                        .orElse(List.of()),
                rows(findings),
                new InShort(words, titles, entries).about(story.timings()),
                story.steps(),
                operations.of(key).stream().map(seen -> operation(seen, now)).toList(),
                checks(entries),
                of(entries, Kind.DECIDED)
                        .map(entry ->
                                new IncidentDocument.Decision(entry.step(), entry.who(), entry.at(), content(entry)))
                        .toList(),
                of(entries, Kind.REFUSED)
                        .map(entry -> new IncidentDocument.Refusal(
                                entry.step(), entry.who(), content(entry).asText(), entry.at()))
                        .toList(),
                new IncidentLog(titles, entries).happenings(),
                story.openTasks(),
                story.deeds(),
                story.troubles(),
                files.of(key),
                now);
    }

    private static Stream<Entry> of(List<Entry> entries, Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }

    private static JsonNode content(Entry entry) {
        try {
            return Json.read(entry.content(), JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            return TextNode.valueOf(entry.content());
        }
    }

    private static Optional<JsonNode> newest(List<Entry> entries, String type) {
        return of(entries, Kind.FOUND)
                .filter(entry -> entry.type().equals(type))
                .reduce((older, newer) -> newer)
                .map(Dossier::content);
    }

    /** The newest finding that has such a field, at its top. */
    private static Optional<JsonNode> field(List<Entry> entries, String name) {
        return of(entries, Kind.FOUND)
                .map(Dossier::content)
                .filter(finding -> finding.hasNonNull(name) && finding.get(name).isValueNode())
                .reduce((older, newer) -> newer)
                .map(finding -> finding.get(name));
    }

    private static IncidentDocument.TargetFigures target(Incidents.TargetName target, List<Entry> entries) {
        return new IncidentDocument.TargetFigures(
                target.name(),
                target.label(),
                target.database(),
                target.practice(),
                field(entries, "systemIdentifier").map(JsonNode::asText).orElse(null),
                field(entries, "databaseBytes").map(JsonNode::asLong).orElse(null));
    }

    /** By rows only: what going back to a moment undoes is in its plan. */
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
        Stream<IncidentDocument.Check> written = newest(entries, "TestReplicaStopped")
                .map(found -> found.path("wrote"))
                .filter(wrote -> wrote.has("inWords"))
                .map(wrote -> new IncidentDocument.Check(
                        "rows written by the test",
                        wrote.path("known").asBoolean(),
                        false,
                        wrote.path("inWords").asText()))
                .stream();
        Stream<IncidentDocument.Check> checked = Stream.of("DataChecks", "DataTest", "ApplicationChecks")
                .flatMap(type -> newest(entries, type).map(found -> found.path("checks")).stream())
                .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
                .map(check -> Json.read(check.toString(), DataChecks.Check.class))
                .map(check ->
                        new IncidentDocument.Check(check.name(), check.passed(), check.notLookedAt(), check.detail()));
        return Stream.concat(checked, written)
                .sorted(Comparator.comparing(IncidentDocument.Check::passed)
                        .thenComparing(IncidentDocument.Check::notLookedAt))
                .toList();
    }

    private static IncidentDocument.Operation operation(Seen seen, Instant now) {
        JobStatus status = seen.status();
        Instant started = status.startedAt() != null ? status.startedAt() : seen.startedAt();
        Instant ended = status.endedAt() != null
                ? status.endedAt()
                : status.state().equals(JobStatus.State.RUNNING) ? now : null;
        Double seconds = started == null || ended == null
                ? null
                : Duration.between(started, ended).toMillis() / 1000.0;
        return new IncidentDocument.Operation(
                seen.name(),
                seen.step(),
                seen.attempt(),
                seconds,
                bytes(status),
                status.done(),
                status.total(),
                status.unit(),
                status.state().name(),
                status.heldUpBy());
    }

    private static @Nullable Long bytes(JobStatus status) {
        return status.unit().equals("bytes") && status.done() >= 0 ? status.done() : null;
    }
}
