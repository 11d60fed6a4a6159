package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;
import playbook.practice.DrillOutcome.CulpritFigures;
import playbook.practice.DrillOutcome.OperationFigures;
import playbook.practice.DrillOutcome.TableFigures;

/**
 * What the product showed of an incident in a drill.
 *
 * @param incident the incident's document
 * @param assessed variables of the form by which the loss is confirmed
 * @param validated variables of the form by which the validation is confirmed
 */
record ShownIncident(JsonNode incident, JsonNode assessed, JsonNode validated) {

    private static final List<String> TIMES =
            List.of("toPin", "toFence", "toCulprit", "toDecision", "toRecovered", "toValidated", "toResumed", "total");

    /**
     * The checks of the validation as the incident's document shows them; else as the form of the confirmation showed
     * them.
     */
    List<DrillCheck> validation() {
        List<DrillCheck> checks = new ArrayList<>();
        collect(incident.path("checks"), checks);
        if (checks.isEmpty()) {
            for (String step : List.of("checkData", "testData", "testApplication")) {
                collect(Product.value(validated, step), checks);
            }
        }
        return checks;
    }

    /**
     * Adds each check below the node: what says whether it passed. A check that was not looked at proves nothing and is
     * left out.
     */
    private static void collect(JsonNode node, List<DrillCheck> checks) {
        if (node.path("notLookedAt").asBoolean()) {
            return;
        }
        if (node.path("passed").isBoolean()) {
            checks.add(new DrillCheck(
                    node.path("name").asText(node.path("check").asText("check")),
                    node.path("passed").asBoolean(),
                    node.path("detail").asText("")));
            return;
        }
        node.forEach(child -> collect(child, checks));
    }

    @Nullable
    CulpritFigures culprit() {
        JsonNode found = incident.path("culprit");
        if (!found.path("xid").canConvertToLong()) {
            found = Product.value(assessed, "findCulprit")
                    .path("suspects")
                    .path(0)
                    .path("culprit");
        }
        if (!found.path("xid").canConvertToLong()) {
            return null;
        }
        List<TableFigures> tables = new ArrayList<>();
        for (JsonNode change : found.path("tables")) {
            JsonNode table = change.path("table");
            String name = table.isObject()
                    ? table.path("schema").asText() + "." + table.path("name").asText()
                    : table.asText(change.path("name").asText());
            tables.add(new TableFigures(
                    name, change.path("operation").asText(), change.path("rows").asLong(-1)));
        }
        return new CulpritFigures(
                found.path("xid").asLong(),
                lsn(found.has("commitLsn") ? found.path("commitLsn") : found.path("lsn")),
                found.path("timeline").asInt(0),
                found.path("committedAt").asText(""),
                tables);
    }

    private static String lsn(JsonNode lsn) {
        return lsn.path("value").canConvertToLong() ? new Lsn(lsn.path("value").asLong()).toString() : lsn.asText("");
    }

    Map<String, @Nullable Double> seconds() {
        Map<String, @Nullable Double> seconds = new LinkedHashMap<>();
        JsonNode timings = incident.path("timings");
        for (String name : TIMES) {
            JsonNode value = timings.path(name);
            seconds.put(name, value.isNumber() ? Double.valueOf(value.asDouble()) : null);
        }
        return seconds;
    }

    List<OperationFigures> operations() {
        List<OperationFigures> operations = new ArrayList<>();
        for (JsonNode operation : incident.path("operations")) {
            operations.add(new OperationFigures(
                    operation.path("step").asText(operation.path("name").asText()),
                    operation.path("seconds").isNumber()
                            ? operation.path("seconds").asDouble()
                            : null,
                    operation.path("bytes").isNumber() ? operation.path("bytes").asLong() : null));
        }
        return operations;
    }
}
