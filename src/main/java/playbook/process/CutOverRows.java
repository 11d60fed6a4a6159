package playbook.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cut-over would undo, as the approver reads it. */
final class CutOverRows {

    private CutOverRows() {}

    /** {@code 1 204 transactions since 0/16B3748 …}; the stop comes first. */
    static String summary(JsonNode plan) {
        long transactions = plan.path("lostTransactions").asLong();
        return FormRows.number(transactions)
                + (transactions == 1 ? " transaction" : " transactions")
                + " on this database"
                + FormRows.each(plan.path("elsewhere"))
                        .map(other -> ", "
                                + FormRows.number(other.path("transactions").asLong()) + " on "
                                + other.path("database").asText())
                        .collect(Collectors.joining())
                + ".";
    }

    static String stop(JsonNode plan) {
        JsonNode stop = plan.path("stop");
        String what = switch (stop.path("kind").asText()) {
            case "TRANSACTION" ->
                "just before transaction " + stop.path("value").asText() + " committed";
            case "LSN" -> "just before WAL position " + stop.path("value").asText();
            case "TIME" ->
                "just before the first commit at or after " + stop.path("value").asText();
            default -> "at an unknown stop";
        };
        return what + ", timeline " + stop.path("timeline").asText();
    }

    static List<Map<String, Object>> rows(JsonNode plan) {
        return FormRows.each(plan.path("lost")).map(CutOverRows::row).toList();
    }

    private static Map<String, Object> row(JsonNode table) {
        String schema = table.path("table").path("schema").asText();
        String name = table.path("table").path("name").asText();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("table", schema.equals("public") ? name : schema + "." + name);
        Stream.of("inserted", "updated", "deleted")
                .forEach(kind -> row.put(kind, FormRows.number(table.path(kind).asLong())));
        return row;
    }
}
