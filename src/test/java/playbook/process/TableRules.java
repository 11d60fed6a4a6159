package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.NamedElement;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import playbook.incident.LossKind;
import playbook.incident.Method;
import playbook.incident.StrategyFacts;

/** What a decision table must agree on with the code. Each rule names the file and the element that breaks it. */
final class TableRules {

    /** How the table calls the types of the facts. */
    private static final Map<Class<?>, String> TYPES =
            Map.of(String.class, "string", boolean.class, "boolean", long.class, "long");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    /** One entry of a column, by the type of its fact: words in quotes, a truth, a comparison; empty is any. */
    private static final Map<String, Pattern> ENTRIES = Map.of(
            "string", Pattern.compile("|\"[a-z-]+\"(,\\s*\"[a-z-]+\")*|not\\(\"[a-z-]+\"\\)"),
            "boolean", Pattern.compile("|true|false"),
            "long", Pattern.compile("|[<>]=? ?\\d+|[\\[\\]]\\d+\\.\\.\\d+[\\[\\]]"));

    private final Path file;

    TableRules(Path file) {
        this.file = file;
    }

    Map<String, Runnable> all() {
        Map<String, Runnable> rules = new LinkedHashMap<>();
        rules.put("a decision table has a version, is kept and tells every way that fits", this::isVersionedAndRanks);
        rules.put("a decision table asks for facts by their type", this::asksForFacts);
        rules.put("a decision table answers a way and its reason", this::answersWayAndReason);
        rules.put("a rule of the decision table is about a kind of loss that the code finds", this::knowsTheLosses);
        rules.put("a rule of the decision table leads to a way back and says why", this::leadsToAWayBack);
        return rules;
    }

    private void isVersionedAndRanks() {
        Decision decision =
                model().getModelElementsByType(Decision.class).iterator().next();
        assertThat(decision.getId() + ".dmn").as("%s: id", at(decision)).isEqualTo(String.valueOf(file.getFileName()));
        assertThat(decision.getCamundaHistoryTimeToLiveString())
                .as("%s: how long it is kept", at(decision))
                .isEqualTo("P3650D");
        assertThat(decision.getVersionTag()).as("%s: version", at(decision)).isEqualTo("0.1");
        DecisionTable table =
                model().getModelElementsByType(DecisionTable.class).iterator().next();
        assertThat(table.getHitPolicy())
                .as("%s, %s: hit policy", name(), table.getId())
                .isEqualTo(HitPolicy.RULE_ORDER);
    }

    private void asksForFacts() {
        Map<String, String> facts = Arrays.stream(StrategyFacts.class.getRecordComponents())
                .collect(Collectors.toMap(
                        fact -> "facts." + fact.getName(), fact -> TYPES.getOrDefault(fact.getType(), "none")));
        for (InputExpression input : model().getModelElementsByType(InputExpression.class)) {
            String place = name() + ", " + input.getId();
            assertThat(facts).as("%s: facts", place).containsKey(input.getText().getTextContent());
            assertThat(input.getTypeRef())
                    .as("%s: type", place)
                    .isEqualTo(facts.get(input.getText().getTextContent()));
        }
    }

    private void answersWayAndReason() {
        List<String> outputs = new ArrayList<>();
        for (Output output : model().getModelElementsByType(Output.class)) {
            outputs.add(output.getName());
            assertThat(output.getName())
                    .as("%s, %s: output", name(), output.getId())
                    .isIn("strategy", "reason");
        }
        assertThat(outputs).as("%s: outputs", name()).containsExactlyInAnyOrder("strategy", "reason");
    }

    private void knowsTheLosses() {
        List<String> types = model().getModelElementsByType(Input.class).stream()
                .map(input -> input.getInputExpression().getTypeRef())
                .toList();
        Set<String> kinds = Stream.of(LossKind.values()).map(LossKind::word).collect(Collectors.toSet());
        for (Rule rule : model().getModelElementsByType(Rule.class)) {
            List<InputEntry> entries = List.copyOf(rule.getInputEntries());
            assertThat(entries).as("%s, %s: columns", name(), rule.getId()).hasSameSizeAs(types);
            for (int i = 0; i < entries.size(); i++) {
                String entry = entries.get(i).getTextContent().strip();
                String place = name() + ", " + entries.get(i).getId();
                assertThat(entry)
                        .as("%s: is of type %s", place, types.get(i))
                        .matches(ENTRIES.getOrDefault(types.get(i), Pattern.compile("")));
                assertThat(words(entry)).as("%s: kinds of loss", place).allMatch(kinds::contains);
            }
        }
    }

    private void leadsToAWayBack() {
        for (Rule rule : model().getModelElementsByType(Rule.class)) {
            List<String> answers = rule.getOutputEntries().stream()
                    .map(answer -> answer.getTextContent().strip())
                    .toList();
            String place = name() + ", " + rule.getId();
            assertThat(answers).as("%s: answers", place).hasSize(2);
            assertThat(words(answers.get(0)))
                    .as("%s: way back", place)
                    .hasSize(1)
                    .allMatch(way -> Method.of(way).isPresent());
            assertThat(words(answers.get(1)))
                    .as("%s: reason", place)
                    .hasSize(1)
                    .allMatch(reason -> reason.length() > 20);
        }
    }

    private static List<String> words(String entry) {
        return WORD.matcher(entry).results().map(word -> word.group(1)).toList();
    }

    private DmnModelInstance model() {
        return Dmn.readModelFromFile(file.toFile());
    }

    private String at(NamedElement element) {
        return name() + ", " + element.getId();
    }

    private String name() {
        return String.valueOf(Objects.requireNonNull(file.getFileName()));
    }
}
