package playbook.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import playbook.incident.Figures;
import playbook.incident.RecoveryPlan;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;

/** The decision table's ranking, with what was measured here about each way; what can't be done comes last. */
final class StrategyRows {

    private StrategyRows() {}

    /** @param ranked what the decision table said, as the engine keeps it */
    static List<Map<String, Object>> of(JsonNode ranked, StrategyOptions measured) {
        return Stream.concat(each(ranked), unranked(ranked, measured))
                .map(way -> row(way, option(measured, way.path("strategy").asText())))
                .sorted(Comparator.comparing(way -> "no".equals(way.get("available"))))
                .toList();
    }

    private static Map<String, Object> row(JsonNode way, Optional<Option> option) {
        boolean available = option.filter(Option::available).isPresent();
        return FormRows.whole(
                "strategy", way.path("strategy").asText(),
                "title", way.path("title").asText(),
                "bestFor", way.path("bestFor").asText(),
                "loss", option.map(Option::loses).orElse(way.path("loss").asText()),
                "time",
                        option.flatMap(StrategyRows::time)
                                .orElse(way.path("time").asText()),
                "available", available ? "yes" : "no",
                "reason",
                        available
                                ? way.path("reason").asText()
                                : impossible(option.map(Option::reasonIfNot).orElse("not built in this version")));
    }

    private static String impossible(String reason) {
        return (reason.contains(" By hand, ") ? "Only by hand: " : "Cannot be done: ") + Figures.plain(reason);
    }

    /** The rows' way, where something else than what forbids every way forbids it: people ask why. */
    private static Stream<JsonNode> unranked(JsonNode ranked, StrategyOptions measured) {
        boolean told =
                each(ranked).anyMatch(way -> way.path("strategy").asText().equals(RecoveryPlan.ROWS));
        Optional<String> server = option(measured, RecoveryPlan.POINT_IN_TIME).map(Option::reasonIfNot);
        return option(measured, RecoveryPlan.ROWS)
                .filter(rows -> !told && !rows.available() && !server.equals(Optional.of(rows.reasonIfNot())))
                .map(rows -> (JsonNode) JsonNodeFactory.instance
                        .objectNode()
                        .put("strategy", RecoveryPlan.ROWS)
                        .put("title", "Row recovery"))
                .stream();
    }

    private static Optional<Option> option(StrategyOptions measured, String method) {
        return measured.options().stream()
                .filter(option -> option.method().equals(method))
                .findFirst();
    }

    private static Optional<String> time(Option option) {
        return Optional.ofNullable(option.estimatedSeconds())
                .map(seconds ->
                        (seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min") + " (" + option.basis() + ")");
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
