package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.STRATEGIES;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.evidence.Json;
import playbook.incident.Figures;
import playbook.incident.Method;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;

/** The ways back on the form: the decision table's order and reasons, and how each was judged here. */
final class StrategyRows {

    private static final String NOT_RANKED = "The decision table does not recommend it for this loss.";

    private StrategyRows() {}

    /** What the decision table said, by way, best first: why it fits here. */
    static Map<String, String> reasons(VariableScope scope) {
        return STRATEGIES
                .find(scope)
                .map(json -> reasons(Json.read(json.toString(), JsonNode.class)))
                .orElse(Map.of());
    }

    private static Map<String, String> reasons(JsonNode ranked) {
        Map<String, String> reasons = new LinkedHashMap<>();
        StreamSupport.stream(ranked.spliterator(), false)
                .forEach(way -> reasons.putIfAbsent(
                        way.path("strategy").asText(), way.path("reason").asText()));
        return reasons;
    }

    static List<String> ranked(VariableScope scope) {
        return List.copyOf(reasons(scope).keySet());
    }

    /** What can't be done comes last, and what the table does not rank after what it does. */
    static List<Map<String, Object>> of(Map<String, String> ranked, StrategyOptions judged) {
        Stream<String> unranked = judged.options().stream()
                .filter(option -> option.available() || askedFor(option, judged))
                .map(Option::method)
                .filter(Predicate.not(ranked::containsKey));
        return Stream.concat(ranked.keySet().stream(), unranked)
                .map(way -> row(way, ranked.getOrDefault(way, NOT_RANKED), judged.of(way)))
                .sorted(Comparator.comparing(way -> "no".equals(way.get("available"))))
                .toList();
    }

    /** The rows' way, where something else than what forbids every way forbids it: people ask why. */
    private static boolean askedFor(Option option, StrategyOptions judged) {
        return option.method().equals(Method.ROW_RECOVERY.word())
                && judged.of(Method.POINT_IN_TIME_RECOVERY.word())
                        .filter(server -> server.reasonIfNot().equals(option.reasonIfNot()))
                        .isEmpty();
    }

    private static Map<String, Object> row(String way, String whyHere, Optional<Option> option) {
        boolean available = option.filter(Option::available).isPresent();
        Optional<Method> method = Method.of(way);
        return FormRows.whole(
                "strategy",
                way,
                "title",
                method.map(Method::title).orElse(way),
                "way",
                method.map(StrategyRows::withItsBest).orElse(way),
                "loss",
                option.map(StrategyRows::loss).orElse(FormRows.NOTHING),
                "beyond",
                option.filter(StrategyRows::isBeyond).isPresent() ? "yes" : "no",
                "time",
                time(method, option),
                "available",
                available ? "yes" : "no",
                "reason",
                available ? whyHere : impossible(option.map(Option::reasonIfNot).orElse("not built in this version")));
    }

    private static String loss(Option option) {
        return isBeyond(option)
                ? option.loses() + " BEYOND WHAT WAS AGREED: " + String.join(" ", option.beyond())
                : option.loses();
    }

    private static boolean isBeyond(Option option) {
        return option.available() && !option.beyond().isEmpty();
    }

    /** In one cell: a column of its own would push the last one off the form in a window of 1280 pixels. */
    private static String withItsBest(Method method) {
        return method.title() + ". Best for: " + method.bestFor() + ".";
    }

    private static String impossible(String reason) {
        return (reason.contains(" By hand, ") ? "Only by hand: " : "Cannot be done: ") + Figures.plain(reason);
    }

    /** Measured here, or the original playbook's, which says that it is not. */
    private static String time(Optional<Method> method, Optional<Option> option) {
        return option.filter(one -> !one.basis().equals(StrategyOptions.NOT_MEASURED))
                .flatMap(one -> Optional.ofNullable(one.estimatedSeconds())
                        .map(seconds -> (seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min") + " ("
                                + one.basis() + ")"))
                .orElseGet(() -> method.map(Method::originalTime).orElse("no estimate") + " ("
                        + StrategyOptions.NOT_MEASURED + ")");
    }
}
