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
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.Resource;

/** Shows recorded decisions in the words of the forms that people answered. */
public final class Answers {

    private static final Map<String, JsonNode> FORMS = new ConcurrentHashMap<>();

    private final Map<String, String> ways = new HashMap<>();

    /** @param entries the incident's record, from which the titles of the ways back are taken */
    public Answers(List<Entry> entries) {
        ways.put(Answer.NO_WAY.value(), "none: the response is stopped");
        ways.put(Answer.NO_WAY_BUT_ANOTHER_CULPRIT.value(), "none: the wrong transaction or time was confirmed");
        entries.stream()
                .filter(entry -> entry.kind() == Kind.FOUND && entry.type().equals("StrategyOptions"))
                .flatMap(
                        entry -> each(Json.read(entry.content(), JsonNode.class).path("options")))
                .forEach(option -> ways.put(
                        option.path("method").asText(), option.path("title").asText()));
    }

    /** What the person did, for a sentence after the name: {@code approved the plan}. */
    public static String deed(Entry decision) {
        return answer(decision).map(Answer::deed).orElseGet(() -> switch (decision.step()) {
            case "choose-strategy" -> "chose the way back";
            case "fence-by-hand" -> Answer.LOOK_AGAIN.deed(); // Records of former versions do not hold this answer.
            default -> "answered " + decision.step().replace('-', ' ');
        });
    }

    /**
     * The answer of a decision; empty when it is a chosen way back, and for a question that this version does not ask.
     */
    public static Optional<Answer> answer(Entry decision) {
        return Asked.of(decision.step())
                .flatMap(asked -> Answer.of(
                        asked,
                        Json.read(decision.content(), JsonNode.class)
                                .path(asked.field())
                                .asText()));
    }

    /** The same as {@link #of}, a text for each. */
    public List<String> lines(Entry decision) {
        return of(decision).stream().map(Line::toString).toList();
    }

    /** The fields that the person filled in, in the order of the record. */
    public List<Line> of(Entry decision) {
        List<Line> answers = new ArrayList<>();
        Json.read(decision.content(), JsonNode.class).properties().forEach(field -> {
            String value = field.getValue().isValueNode()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            if (!value.isBlank()) {
                Optional<JsonNode> asked = asked(decision.step(), field.getKey());
                answers.add(new Line(
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

    /** A field's label without the remark in brackets at its end, which only helps to fill in the form. */
    private static String withoutRemark(String label) {
        return label.replaceFirst("\\s*\\([^)]*\\)$", "");
    }

    private static Optional<JsonNode> asked(String form, String key) {
        return each(FORMS.computeIfAbsent(form, Answers::form).path("components"))
                .filter(component -> component.path("key").asText().equals(key))
                .findFirst();
    }

    /**
     * The form's definition; empty when this version has no such form: the answers of an old record are then shown as
     * they are.
     */
    private static JsonNode form(String name) {
        return Json.read(Resource.find("forms/" + name + ".form").orElse("{}"), JsonNode.class);
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A question of a form, and what the person answered. */
    public record Line(String question, String answer) {

        @Override
        public String toString() {
            return question + ": " + answer;
        }
    }
}
