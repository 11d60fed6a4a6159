package playbook.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.incident.Resource;

/** Decisions on record, in the words of the forms that were answered. */
public final class Answers {

    private static final Map<String, String> DEEDS = Map.ofEntries(
            Map.entry("loss", "confirmed the loss"),
            Map.entry("false-alarm", "called it a false alarm"),
            Map.entry("approve", "approved the plan"),
            Map.entry("reject", "rejected the plan"),
            Map.entry("confirm", "confirmed the recovery"),
            Map.entry("back", "found the recovery not right"),
            Map.entry("undo", "had the recovery taken back"),
            Map.entry("resume", "had the service resumed"),
            Map.entry("wait", "had the resumption wait"),
            Map.entry("continue", "accepted the trouble after the resumption"),
            Map.entry("stop-again", "stopped the service again"),
            Map.entry("try-again", "had a failed step tried again"),
            Map.entry("another-strategy", "left a failed step for another way back"),
            Map.entry("another-culprit", "doubted the transaction that was named"),
            Map.entry("by-hand", "did a failed step by hand"),
            Map.entry("stop", "stopped the response"));

    private static final Map<String, JsonNode> FORMS = new ConcurrentHashMap<>();

    private final Map<String, String> ways = new HashMap<>();

    /** @param entries of the incident; ways back have their titles there */
    public Answers(List<Entry> entries) {
        ways.put("stop", "none: the response is stopped");
        ways.put("another-culprit", "none: the wrong transaction or time was confirmed");
        entries.stream()
                .filter(entry -> entry.kind() == Kind.FOUND && entry.type().equals("StrategyOptions"))
                .flatMap(
                        entry -> each(Json.read(entry.content(), JsonNode.class).path("options")))
                .forEach(option -> ways.put(
                        option.path("method").asText(), option.path("title").asText()));
    }

    /** {@code approved the plan}. */
    public static String deed(Entry decision) {
        return switch (decision.step()) {
            case "choose-strategy" ->
                switch (Json.read(decision.content(), JsonNode.class)
                        .path("strategy")
                        .asText()) {
                    case "another-culprit" -> "doubted the transaction that was named";
                    case "stop" -> "stopped the response";
                    default -> "chose the way back";
                };
            case "fence-by-hand" -> decision.content().contains("\"stop\"") ? "stopped the response" : "fenced by hand";
            default ->
                Json.read(decision.content(), JsonNode.class).properties().stream()
                        .flatMap(field ->
                                Stream.ofNullable(DEEDS.get(field.getValue().asText())))
                        .findFirst()
                        .orElse("answered " + decision.step().replace('-', ' '));
        };
    }

    /** What was answered, without what was left empty; in the order of the record. */
    public List<Answer> of(Entry decision) {
        List<Answer> answers = new ArrayList<>();
        Json.read(decision.content(), JsonNode.class).properties().forEach(field -> {
            String value = field.getValue().isValueNode()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            if (!value.isBlank()) {
                Optional<JsonNode> asked = asked(decision.step(), field.getKey());
                answers.add(new Answer(
                        asked.map(question -> question.path("label").asText())
                                .map(Answers::withoutRemark)
                                .orElse(field.getKey()),
                        asked.flatMap(question -> label(question, value))
                                .orElse(field.getKey().equals("strategy") ? ways.getOrDefault(value, value) : value)));
            }
        });
        return answers;
    }

    private static Optional<String> label(JsonNode question, String value) {
        return each(question.path("values"))
                .filter(option -> option.path("value").asText().equals(value))
                .map(option -> withoutRemark(option.path("label").asText()))
                .findFirst();
    }

    /** What stands in brackets at the end of a label is for who fills the form in. */
    private static String withoutRemark(String label) {
        return label.replaceFirst("\\s*\\([^)]*\\)$", "");
    }

    private static Optional<JsonNode> asked(String form, String key) {
        return each(FORMS.computeIfAbsent(form, Answers::form).path("components"))
                .filter(component -> component.path("key").asText().equals(key))
                .findFirst();
    }

    /** Empty when the form of an older record is not in this version any more: its answers stand as they are. */
    private static JsonNode form(String name) {
        return Json.read(Resource.find("forms/" + name + ".form").orElse("{}"), JsonNode.class);
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A question of a form, and what the person answered. */
    public record Answer(String question, String answer) {

        @Override
        public String toString() {
            return question + ": " + answer;
        }
    }
}
