package playbook.process.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Resource;

/** The questions of one form. What is sent must answer them and nothing else, whichever client sent it. */
final class FormFields {

    private static final Map<String, FormFields> FORMS = new ConcurrentHashMap<>();

    private final Map<String, FormField> fields = new LinkedHashMap<>();

    private FormFields(JsonNode form) {
        each(form.path("components"))
                .filter(component -> component.hasNonNull("key"))
                .map(FormField::of)
                .forEach(field -> fields.put(field.key(), field));
    }

    /** @param form its id, which is that of its task */
    static FormFields of(String form) {
        return FORMS.computeIfAbsent(form, FormFields::read);
    }

    Set<String> keys() {
        return fields.keySet();
    }

    /**
     * What was sent, in the types which the process expects.
     *
     * @throws HintedException at the first value that is no answer to a question of this form
     */
    VariableMap checked(@Nullable Map<String, ?> sent) {
        VariableMap checked = Variables.createVariables();
        if (sent == null) {
            return checked;
        }
        for (String name : sent.keySet()) {
            FormField field = fields.get(name);
            if (field == null) {
                throw new HintedException(
                        "'" + FormField.shown(name) + "' is no field of this form, which asks for "
                                + String.join(", ", fields.keySet()),
                        "send the fields of the form and nothing else.");
            }
            checked.putValue(name, field.checked(FormField.plain(sent, name)));
        }
        return checked;
    }

    private static FormFields read(String name) {
        return new FormFields(Json.read(Resource.find("forms/" + name + ".form").orElse("{}"), JsonNode.class));
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<String> values(JsonNode component) {
        return each(component.path("values"))
                .map(option -> option.path("value").asText())
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
