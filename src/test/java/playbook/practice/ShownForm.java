package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;

/** A form as whoever opens it reads it: its texts and tables with their values, in their order, and what may be answered. */
public final class ShownForm {

    private static final ObjectMapper READER = new ObjectMapper();
    private static final FeelEngine FEEL = feel();
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);

    private final Map<String, @Nullable Object> values = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private ShownForm(JsonNode variables) {
        variables.properties().forEach(variable -> values.put(variable.getKey(), plain(variable.getValue())));
    }

    /** @param variables as the engine's interface gives them for the task, not deserialized */
    public static String of(String form, JsonNode variables) throws IOException {
        try (var in = ShownForm.class.getResourceAsStream("/forms/" + form + ".form")) {
            return of(READER.readTree(in), variables);
        }
    }

    /** @param form its whole description, as the file of a model's version has it */
    public static String of(JsonNode form, JsonNode variables) throws IOException {
        ShownForm shown = new ShownForm(variables);
        for (JsonNode component : form.path("components")) {
            if (!Boolean.TRUE.equals(
                    shown.value(component.path("conditional").path("hide").asText("=false")))) {
                shown.component(component);
            }
        }
        return shown.text.toString();
    }

    private static @Nullable Object plain(JsonNode variable) {
        String value = variable.path("value").asText();
        try {
            return variable.path("type").asText().matches("Json|Object")
                    ? READER.convertValue(READER.readTree(value), Object.class)
                    : READER.convertValue(variable.path("value"), Object.class);
        } catch (IOException e) {
            return value;
        }
    }

    private void component(JsonNode component) throws IOException {
        String label = component.path("label").asText();
        switch (component.path("type").asText()) {
            case "text" -> line(filled(component.path("text").asText()));
            case "table" -> {
                line("[" + label + "]");
                JsonNode columns = component.path("columns");
                line("  " + String.join(" | ", columns.findValuesAsText("label")));
                JsonNode rows =
                        READER.valueToTree(value(component.path("dataSource").asText()));
                for (JsonNode row : rows) {
                    StringBuilder cells = new StringBuilder("  ");
                    for (JsonNode column : columns) {
                        cells.append(cells.length() > 2 ? " | " : "")
                                .append(row.path(column.path("key").asText()).asText());
                    }
                    line(cells.toString());
                }
            }
            case "radio", "select", "checklist" -> {
                JsonNode choices = component.path("values");
                if (choices.isMissingNode()) {
                    choices = READER.valueToTree(
                            value(component.path("valuesExpression").asText()));
                }
                line("(" + label + ": " + String.join(" / ", choices.findValuesAsText("label")) + ")");
            }
            default -> line("(" + label + ")");
        }
    }

    private String filled(String template) {
        Matcher matcher = EXPRESSION.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            Object value = value("=" + matcher.group(1));
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "" : value.toString()));
        }
        return matcher.appendTail(filled).toString();
    }

    private @Nullable Object value(String expression) {
        return FEEL.evaluateSimpleExpression(
                expression.substring(1), Variables.fromMap(values).asVariableContext());
    }

    private static FeelEngine feel() {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.buildEngine();
        return configuration.getFeelEngine();
    }

    private void line(String line) {
        text.append("    ").append(line.replace("\n", "\n    ")).append('\n');
    }
}
