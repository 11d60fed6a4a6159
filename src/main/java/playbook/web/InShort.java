package playbook.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Json;
import playbook.process.Incidents;

/** An incident in a few sentences for who did not live through it: what was lost, what came back, who, what failed. */
final class InShort {

    private static final Map<String, String> DEEDS = Map.of(
            "confirm-loss", "confirmed the loss",
            "choose-strategy", "chose the way back",
            "approve-recovery", "decided on the plan",
            "confirm-validation", "judged the recovery",
            "approve-resume", "decided to resume",
            "fence-by-hand", "fenced by hand",
            "handle-failed-step", "handled a failed step",
            "resume-trouble", "handled trouble after the resumption");

    private final Words words;
    private final List<Entry> entries;

    InShort(Words words, List<Entry> entries) {
        this.words = words;
        this.entries = entries;
    }

    List<Sentence> about(Incidents.Timings timings) {
        List<Sentence> told = new ArrayList<>();
        found("Culprit").ifPresent(culprit -> told.add(new Sentence("Lost", lost(culprit), "")));
        if (found("DataInPlace")
                .filter(data -> data.path("direction").asText().equals("forward"))
                .isPresent()) {
            found("CutOverPlan").ifPresent(plan -> told.add(new Sentence("Came back", wentBack(plan), "good")));
        } else {
            found("MergeResult").ifPresent(merged -> told.add(new Sentence("Came back", cameBack(merged), "good")));
        }
        if (timings.toFence() != null) {
            told.add(new Sentence(
                    "Without writes",
                    timings.toResumed() == null
                            ? "since the fence, " + words.seconds(timings.toFence()) + " after the report"
                            : words.seconds(timings.toResumed() - timings.toFence())
                                    + ", from the fence to the resumption",
                    ""));
        }
        String deciders = deciders();
        if (!deciders.isEmpty()) {
            told.add(new Sentence("Decided by", deciders, ""));
        }
        List<JsonNode> checks = Stream.concat(
                        Stream.of("DataChecks", "DataTest", "ApplicationChecks").flatMap(this::checks), written())
                .toList();
        if (!checks.isEmpty()) {
            told.add(checked(checks));
        }
        long failed =
                entries.stream().filter(entry -> entry.kind() == Kind.FAILED).count();
        if (failed > 0) {
            told.add(new Sentence("Went wrong", wentWrong(failed), "bad"));
        }
        return told;
    }

    private String lost(JsonNode culprit) {
        List<JsonNode> tables = list(culprit.path("tables"))
                .filter(change -> !change.path("operation").asText().equals("INSERT"))
                .toList();
        boolean unknown = tables.stream().anyMatch(change -> change.path("rows").asLong(-1) < 0);
        long sum = tables.stream()
                .mapToLong(change -> Math.max(0, change.path("rows").asLong()))
                .sum();
        return (unknown ? "at least " : "") + words.number(sum) + " rows of "
                + tables.stream().map(InShort::table).distinct().collect(Collectors.joining(", "))
                + ", by transaction " + culprit.path("xid").asText() + " at "
                + words.moment(culprit.path("committedAt").asText());
    }

    private String wentBack(JsonNode plan) {
        return "the whole server, as it was just before "
                + plan.path("stop").path("kind").asText().toLowerCase(java.util.Locale.ROOT) + " "
                + plan.path("stop").path("value").asText() + "; "
                + words.number(plan.path("lostTransactions").asLong()) + " later transactions are undone";
    }

    private String cameBack(JsonNode merged) {
        long inserted = list(merged.path("tables"))
                .mapToLong(table -> table.path("inserted").asLong())
                .sum();
        long updated = list(merged.path("tables"))
                .mapToLong(table -> table.path("updated").asLong())
                .sum();
        return words.number(inserted) + " rows put back"
                + (updated == 0 ? "" : ", " + words.number(updated) + " rows set to their former values");
    }

    private String deciders() {
        Set<String> told = new LinkedHashSet<>();
        entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED)
                .forEach(entry -> told.add(entry.who() + " "
                        + DEEDS.getOrDefault(entry.step(), "answered " + words.spoken(entry.step()))));
        return String.join("; ", told);
    }

    private Sentence checked(List<JsonNode> checks) {
        List<String> failed = checks.stream()
                .filter(check -> !check.path("passed").asBoolean())
                .map(check -> check.path("name").asText())
                .toList();
        return failed.isEmpty()
                ? new Sentence("Checked", "all " + checks.size() + " checks passed", "good")
                : new Sentence(
                        "Checked",
                        failed.size() + " of " + checks.size() + " checks failed: " + String.join(", ", failed),
                        "bad");
    }

    private String wentWrong(long failed) {
        return failed
                + (failed == 1 ? " failure: " : " failures: ")
                + entries.stream()
                        .filter(entry -> entry.kind() == Kind.FAILED)
                        .map(entry -> words.spoken(entry.step()))
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    private Stream<JsonNode> checks(String type) {
        return found(type).stream().flatMap(found -> list(found.path("checks")));
    }

    /** What the test itself wrote counts as one more check: it is known, or it is not. */
    private Stream<JsonNode> written() {
        return found("TestReplicaStopped").stream()
                .map(found -> found.path("wrote"))
                .filter(wrote -> wrote.has("known"))
                .map(wrote -> JsonNodeFactory.instance
                        .objectNode()
                        .put("name", "rows written by the test")
                        .put("passed", wrote.path("known").asBoolean()));
    }

    private Optional<JsonNode> found(String type) {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.FOUND && entry.type().equals(type))
                .reduce((older, newer) -> newer)
                .map(entry -> Json.read(entry.content(), JsonNode.class));
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String table(JsonNode change) {
        return change.path("table").path("name").asText();
    }

    /** @param mood class of its colour */
    record Sentence(String label, String text, String mood) {}
}
