package playbook.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Flat rows for the tables of forms, from the JSON of findings. What is missing there is shown as a dash. */
final class FormRows {

    private static final int MOST_ROWS = 50;

    private FormRows() {}

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<Map<String, Object>> lines(JsonNode texts) {
        return each(texts)
                .limit(MOST_ROWS)
                .map(text -> row("text", text.asText()))
                .toList();
    }

    /** How well the evidence is held, always one line, and what is missing. */
    static List<Map<String, Object>> pinRemarks(JsonNode pin) {
        String held = switch (pin.path("outcome").asText()) {
            case "PINNED" -> "The evidence is pinned: destroyed rows stay in the tables.";
            case "PARTLY" -> "The evidence is pinned only PARTLY.";
            case "NOT_PINNED" -> "The evidence is NOT PINNED: reading a table may remove destroyed rows from it.";
            default -> "It is not known whether the evidence is pinned.";
        };
        return Stream.concat(Stream.of(row("text", held)), lines(pin.path("pin").path("notSet")).stream())
                .toList();
    }

    static List<Map<String, Object>> suspects(JsonNode search) {
        return each(search.path("suspects"))
                .map(suspect -> row(
                        "xid", suspect.path("culprit").path("xid").asText(),
                        "committedAt", text(suspect.path("culprit").path("committedAt")),
                        "what",
                                each(suspect.path("culprit").path("tables"))
                                        .map(FormRows::change)
                                        .collect(Collectors.joining("; ")),
                        "certain", suspect.path("complete").asBoolean(true) ? "yes" : "at least these rows"))
                .toList();
    }

    private static String change(JsonNode change) {
        long rows = change.path("rows").asLong(-1);
        return change.path("operation").asText() + " " + (rows < 0 ? "?" : Long.toString(rows)) + " rows of "
                + table(change);
    }

    /** The tables which changed against the baseline first. */
    static List<Map<String, Object>> tableCounts(JsonNode counts) {
        return each(counts.path("tables"))
                .sorted((one, other) -> Long.compare(difference(other), difference(one)))
                .limit(MOST_ROWS)
                .map(count -> row(
                        "table", table(count),
                        "rows",
                                count.path("rows").asLong() < 0
                                        ? text(count.path("trouble"))
                                        : text(count.path("rows")),
                        "baseline", text(count.path("baseline")),
                        "difference", count.path("baseline").isNumber() ? Long.toString(signed(count)) : "–",
                        "lastCreated", text(count.path("lastCreated"))))
                .toList();
    }

    private static long signed(JsonNode count) {
        return count.path("rows").asLong() - count.path("baseline").asLong();
    }

    private static long difference(JsonNode count) {
        return count.path("baseline").isNumber() ? Math.abs(signed(count)) : 0;
    }

    /** The table's ranking, with what was measured here about each way. */
    static List<Map<String, Object>> strategies(JsonNode ranked, JsonNode measured) {
        return each(ranked)
                .map(way -> {
                    JsonNode option = each(measured.path("options"))
                            .filter(candidate -> candidate.path("method").equals(way.path("strategy")))
                            .findFirst()
                            .orElse(measured.path("no option"));
                    boolean available = option.path("available").asBoolean(false);
                    return row(
                            "strategy", way.path("strategy").asText(),
                            "title", way.path("title").asText(),
                            "bestFor", way.path("bestFor").asText(),
                            "loss", way.path("loss").asText(),
                            "time", time(option, way),
                            "available", available ? "yes" : "no",
                            "reason",
                                    available
                                            ? way.path("reason").asText()
                                            : option.path("reasonIfNot").asText("not built in this version"));
                })
                .toList();
    }

    private static String time(JsonNode option, JsonNode way) {
        if (!option.path("estimatedSeconds").isNumber()) {
            return way.path("time").asText();
        }
        long seconds = option.path("estimatedSeconds").asLong();
        String much = seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
        return much + " (" + option.path("basis").asText() + ")";
    }

    static List<Map<String, Object>> plan(JsonNode plan) {
        return each(plan.path("tables"))
                .map(table -> row(
                        "table", table(table),
                        "toInsert", text(table.path("toInsert")),
                        "toUpdate", text(table.path("toUpdate")),
                        "present", text(table.path("present")),
                        "kept", text(table.path("kept").path("count")),
                        "conflicts",
                                Long.toString(each(table.path("conflicts"))
                                        .mapToLong(
                                                listed -> listed.path("count").asLong())
                                        .sum())))
                .toList();
    }

    /** What failed comes first. */
    static List<Map<String, Object>> checks(JsonNode checks) {
        return each(checks.path("checks"))
                .sorted((one, other) -> Boolean.compare(
                        one.path("passed").asBoolean(), other.path("passed").asBoolean()))
                .map(check -> row(
                        "name", check.path("name").asText(),
                        "passed", check.path("passed").asBoolean() ? "passed" : "FAILED",
                        "detail", check.path("detail").asText(),
                        "seconds", text(check.path("seconds"))))
                .toList();
    }

    private static String table(JsonNode owner) {
        return owner.path("table").path("schema").asText() + "."
                + owner.path("table").path("name").asText();
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "–" : value.asText();
    }

    private static Map<String, Object> row(Object... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put((String) pairs[i], pairs[i + 1]);
        }
        return row;
    }
}
