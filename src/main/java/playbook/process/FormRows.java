package playbook.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.evidence.Json;
import playbook.incident.DataChecks.Check;
import playbook.incident.Figures;
import playbook.incident.LargeObjects;
import playbook.incident.RecoveryPlan;
import playbook.incident.TableName;

/** Flat rows for the tables of forms, from the JSON of findings. What is missing there is shown as a dash. */
final class FormRows {

    private static final int MOST_ROWS = 50;
    private static final int FIRST_KEYS = 5;
    private static final String NOTHING = "–";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private FormRows() {}

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<Map<String, Object>> lines(JsonNode texts) {
        return each(texts)
                .limit(MOST_ROWS)
                .map(text -> row("text", Figures.plain(text.asText())))
                .toList();
    }

    /** How well the evidence is held, always one line, and what is missing. */
    static List<Map<String, Object>> pinRemarks(JsonNode pin) {
        String held = switch (pin.path("outcome").asText()) {
            case "PINNED" ->
                "The evidence is pinned: deleted and overwritten rows stay in their tables. Of a table that was dropped or"
                        + " emptied nothing stays on this server.";
            case "PARTLY" -> "The evidence is pinned only PARTLY.";
            case "NOT_REACHABLE" -> "The evidence is NOT PINNED: the server gives no answer.";
            case "NOT_PINNED" -> "The evidence is NOT PINNED: reading a table may remove destroyed rows from it.";
            default -> "It is not known whether the evidence is pinned.";
        };
        return Stream.concat(Stream.of(row("text", held)), lines(pin.path("pin").path("notSet")).stream())
                .toList();
    }

    /** The tables which lack the most rows first; a partitioned table has no rows beside those of its partitions. */
    static List<Map<String, Object>> tableCounts(JsonNode counts) {
        return each(counts.path("tables"))
                .filter(count -> !count.path("partitioned").asBoolean())
                .sorted(Comparator.comparingLong(FormRows::difference))
                .limit(MOST_ROWS)
                .map(count -> row(
                        "table",
                        table(count),
                        "rows",
                        count.path("rows").asLong() < 0 ? text(count.path("trouble")) : amount(count.path("rows")),
                        "baseline",
                        count.path("baseline").isNumber()
                                ? signed(difference(count)) + " (from " + amount(count.path("baseline")) + ")"
                                : NOTHING,
                        "lastCreated",
                        count.path("lastCreated").isTextual()
                                ? second(count.path("lastCreated"))
                                : "not recorded in it"))
                .toList();
    }

    private static long difference(JsonNode count) {
        return count.path("baseline").isNumber()
                ? count.path("rows").asLong() - count.path("baseline").asLong()
                : 0;
    }

    private static String signed(long difference) {
        return difference > 0 ? "+" + number(difference) : number(difference);
    }

    /** The table's ranking, with what was measured here about each way; what can't be done comes last. */
    static List<Map<String, Object>> strategies(JsonNode ranked, JsonNode measured) {
        return Stream.concat(each(ranked), unranked(ranked, measured))
                .map(way -> {
                    JsonNode option = option(measured, way.path("strategy").asText());
                    boolean available = option.path("available").asBoolean(false);
                    return row(
                            "strategy", way.path("strategy").asText(),
                            "title", way.path("title").asText(),
                            "bestFor", way.path("bestFor").asText(),
                            "loss", option.path("loses").asText(way.path("loss").asText()),
                            "time", time(option, way),
                            "available", available ? "yes" : "no",
                            "reason",
                                    available
                                            ? way.path("reason").asText()
                                            : impossible(
                                                    option.path("reasonIfNot").asText("not built in this version")));
                })
                .sorted(Comparator.comparing(way -> "no".equals(way.get("available"))))
                .toList();
    }

    private static String impossible(String reason) {
        return (reason.contains(" By hand, ") ? "Only by hand: " : "Cannot be done: ") + Figures.plain(reason);
    }

    /** The rows' way, where something else than what forbids every way forbids it: people ask why. */
    private static Stream<JsonNode> unranked(JsonNode ranked, JsonNode measured) {
        JsonNode rows = option(measured, RecoveryPlan.ROWS);
        boolean told =
                each(ranked).anyMatch(way -> way.path("strategy").asText().equals(RecoveryPlan.ROWS));
        boolean likeAll = rows.path("reasonIfNot")
                .equals(option(measured, RecoveryPlan.POINT_IN_TIME).path("reasonIfNot"));
        return told || likeAll || rows.path("available").asBoolean(true)
                ? Stream.empty()
                : Stream.of(JsonNodeFactory.instance
                        .objectNode()
                        .put("strategy", RecoveryPlan.ROWS)
                        .put("title", "Row recovery"));
    }

    private static JsonNode option(JsonNode measured, String method) {
        return each(measured.path("options"))
                .filter(candidate -> candidate.path("method").asText().equals(method))
                .findFirst()
                .orElse(measured.path("no option"));
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
                        "toInsert", amount(table.path("toInsert")),
                        "toUpdate", amount(table.path("toUpdate")),
                        "toRemove", number(table.path("toRemove").asLong()),
                        "present", amount(table.path("present")),
                        "left",
                                number(table.path("kept").path("count").asLong()
                                                - table.path("partly").asLong())
                                        + " changed later, "
                                        + number(conflicts(table, false))
                                        + " in conflict"
                                        + (conflicts(table, true) > 0
                                                ? ", " + number(conflicts(table, true)) + " as wished"
                                                : "")))
                .toList();
    }

    private static long conflicts(JsonNode table, boolean wished) {
        return each(table.path("conflicts"))
                .map(listed -> Json.read(listed.toString(), RecoveryPlan.Listed.class))
                .filter(listed -> listed.wished() == wished)
                .mapToLong(RecoveryPlan.Listed::count)
                .sum();
    }

    /** What stays as it is, or comes back only in part, each with its reason and the first keys. */
    static List<Map<String, Object>> leftAlone(JsonNode plan) {
        return each(plan.path("tables"))
                .flatMap(table -> Stream.concat(
                                kept(table),
                                each(table.path("conflicts"))
                                        .map(listed -> left(
                                                table,
                                                listed.path("count").asLong(),
                                                LeftAlone.words(
                                                        listed.path("kind").asText()),
                                                listed)))
                        .filter(row -> !"0".equals(row.get("rows"))))
                .limit(MOST_ROWS)
                .toList();
    }

    private static Stream<Map<String, Object>> kept(JsonNode table) {
        long partly = table.path("partly").asLong();
        long whole = table.path("kept").path("count").asLong() - partly;
        return Stream.of(
                left(table, whole, LeftAlone.words("KEPT_LATER"), table.path("kept")),
                left(table, partly, LeftAlone.words("PARTLY_KEPT"), table.path("kept")));
    }

    private static Map<String, Object> left(JsonNode table, long count, String why, JsonNode listed) {
        String keys = each(listed.path("keys"))
                .limit(FIRST_KEYS)
                .map(JsonNode::asText)
                .collect(Collectors.joining("; "));
        boolean more = listed.path("keys").size() > FIRST_KEYS;
        return row(
                "table", table(table),
                "rows", number(count),
                "why", why,
                "keys", Figures.plain(more ? keys + "; …" : keys));
    }

    /** What failed comes first, then what was not looked at. */
    static List<Map<String, Object>> checks(JsonNode checks) {
        return each(checks.path("checks"))
                .sorted(Comparator.comparing(FormRows::outcome))
                .map(check -> row(
                        "name", check.path("name").asText(),
                        "passed", outcome(check).words(),
                        "detail", Figures.plain(check.path("detail").asText()),
                        "seconds", seconds(check.path("seconds"))))
                .toList();
    }

    static Check.Outcome outcome(JsonNode check) {
        return Json.read(check.toString(), Check.class).outcome();
    }

    /** With one more row: what the test replica wrote, which is for people to judge. */
    static List<Map<String, Object>> applicationChecks(JsonNode data, JsonNode checks, JsonNode stopped) {
        JsonNode wrote = stopped.path("wrote");
        return Stream.concat(
                        Stream.concat(checks(data).stream(), checks(checks).stream()),
                        wrote.isMissingNode()
                                ? Stream.empty()
                                : Stream.of(row(
                                        "name",
                                        "rows written by the test",
                                        "passed",
                                        wrote.path("known").asBoolean() ? "recorded" : "NOT KNOWN",
                                        "detail",
                                        wrote.path("inWords").asText(),
                                        "seconds",
                                        NOTHING)))
                .toList();
    }

    private static String table(JsonNode owner) {
        String schema = owner.path("table").path("schema").asText();
        String name = owner.path("table").path("name").asText();
        return LargeObjects.spoken(new TableName(schema, name));
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? NOTHING : value.asText();
    }

    private static String amount(JsonNode value) {
        return value.isNumber() ? number(value.asLong()) : text(value);
    }

    static String number(long number) {
        return Figures.number(number);
    }

    /** An ISO instant to the second, without the zone: the column says UTC. */
    static String second(JsonNode iso) {
        try {
            return iso.isTextual() ? SECOND.format(Instant.parse(iso.asText())) : NOTHING;
        } catch (DateTimeException e) {
            return iso.asText();
        }
    }

    static String second(Instant instant) {
        return SECOND.format(instant);
    }

    private static String seconds(JsonNode seconds) {
        return seconds.isNumber() ? String.format(Locale.ROOT, "%.1f", seconds.asDouble()) : NOTHING;
    }

    private static Map<String, Object> row(Object... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put((String) pairs[i], pairs[i + 1]);
        }
        return row;
    }
}
