package playbook.process.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.spin.json.SpinJsonNode;
import org.camunda.spin.plugin.variable.SpinValues;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/**
 * One question of a form.
 *
 * @param kind the component's type in the form
 * @param values that may be chosen; empty when the form offers what the process found, or asks for words
 * @param longest characters of an answer
 */
record FormField(String key, String kind, List<String> values, int longest) {

    private static final int ONE_LINE = 1_000;
    private static final int SEVERAL_LINES = 3_000;

    static FormField of(JsonNode component) {
        String kind = component.path("type").asText();
        return new FormField(
                component.path("key").asText(),
                kind,
                FormFields.values(component),
                component.path("validate").path("maxLength").asInt(kind.equals("textarea") ? SEVERAL_LINES : ONE_LINE));
    }

    /** The value itself; of JSON its text, and of anything that would have to be made into a Java object nothing. */
    static @Nullable Object plain(Map<String, ?> sent, String name) {
        TypedValue typed = sent instanceof VariableMap variables ? variables.getValueTyped(name) : null;
        if (typed instanceof SerializableValue value) {
            if (!"json".equals(value.getType().getName())) {
                throw new HintedException(
                        "'" + name + "' is of type " + value.getType().getName(), "send text, true, false or JSON.");
            }
            return value.getValueSerialized();
        }
        Object value = sent.get(name);
        return value instanceof SpinJsonNode node ? node.toString() : value;
    }

    @Nullable
    Object checked(@Nullable Object sent) {
        if (sent == null) {
            return null;
        }
        return switch (kind) {
            case "checkbox" -> flag(sent);
            case "checklist" -> several(sent);
            default -> text(sent);
        };
    }

    private Boolean flag(Object sent) {
        if (sent instanceof Boolean flag) {
            return flag;
        }
        if (sent.equals("true") || sent.equals("false")) {
            return sent.equals("true");
        }
        throw new HintedException("'" + key + "' is '" + shown(sent) + "'", "send true or false.");
    }

    /** A list in JSON, or one word: clients differ. */
    private Object several(Object sent) {
        String json = sent instanceof Collection<?> list ? Json.write(list) : bounded(sent);
        List<String> chosen = json.startsWith("[") ? list(json) : List.of(json.replace("\"", ""));
        for (String one : chosen) {
            mustBeOffered(one);
        }
        return SpinValues.jsonValue(Json.write(chosen)).create();
    }

    private List<String> list(String json) {
        try {
            return List.of(Json.read(bounded(json), String[].class));
        } catch (RuntimeException noList) {
            throw new HintedException("'" + key + "' is no list of words", "send it as [\"one\", \"other\"].", noList);
        }
    }

    private String text(Object sent) {
        String text = bounded(sent);
        if (!text.isEmpty()) {
            mustBeOffered(text);
        }
        return text;
    }

    private void mustBeOffered(String one) {
        if (!values.isEmpty() && !values.contains(one)) {
            throw new HintedException(
                    "'" + key + "' is '" + shown(one) + "'", "choose one of " + String.join(", ", values) + ".");
        }
    }

    /** The engine's column breaks on a longer text, and the database on a character that no text may hold. */
    private String bounded(Object sent) {
        if (!(sent instanceof CharSequence || sent instanceof Number)) {
            throw new HintedException(
                    "'" + key + "' is of type " + sent.getClass().getSimpleName(), "send it as text.");
        }
        String text = sent.toString();
        if (text.length() > longest) {
            throw new HintedException(
                    "'" + key + "' has " + text.length() + " characters, " + longest + " are kept",
                    "shorten it; what is longer belongs into a file of your own that it names.");
        }
        text.codePoints().filter(FormField::unfit).findFirst().ifPresent(one -> {
            throw new HintedException(
                    "'" + key + "' has the character U+%04X, which no text of the record may hold".formatted(one),
                    "take it out; it came with something that was copied.");
        });
        return text;
    }

    private static boolean unfit(int character) {
        return (Character.isISOControl(character) && "\n\r\t".indexOf(character) < 0)
                || Character.getType(character) == Character.SURROGATE;
    }

    /** For a message: the beginning, without what would break it. */
    static String shown(Object sent) {
        String text = sent.toString().replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
