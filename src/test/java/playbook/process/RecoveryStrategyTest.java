package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.evidence.Json;
import playbook.incident.LossKind;
import playbook.incident.Method;
import playbook.incident.StrategyFacts;

/** The golden table: which ways back are offered for what was found, best first. */
class RecoveryStrategyTest {

    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    private static final DmnDecision TABLE = table();
    private static final Pattern QUOTED = Pattern.compile("\"([a-z-]+)\"");

    @ParameterizedTest(
            name = "{0}, culprit {1}, moment {2}, WAL {3}, base {4}, server {5}, later writes {6}, {7} MB: {8}")
    @CsvSource(delimiter = '|', textBlock = """
            # kind of loss      |culprit|moment| WAL |base |server|later|   MB | best first
            accidental-delete   | true  |true  |true |true |true  |true |   200| row-recovery point-in-time-recovery full-restore
            accidental-delete   | true  |true  |true |true |true  |false|   200| row-recovery point-in-time-recovery full-restore
            mass-update         | true  |true  |true |true |true  |true |   200| row-recovery point-in-time-recovery full-restore
            accidental-delete   | true  |true  |false|true |true  |true |   200| row-recovery table-restore full-restore
            accidental-delete   | true  |true  |true |false|true  |true |   200| row-recovery table-restore full-restore
            accidental-delete   | true  |true  |false|false|true  |true |   200| row-recovery table-restore full-restore
            table-drop          | true  |true  |true |false|true  |false|   200| table-restore full-restore
            table-drop          | true  |true  |false|true |true  |false|   200| table-restore full-restore
            table-drop          | true  |true  |true |true |true  |true |   200| table-restore point-in-time-recovery full-restore
            truncate            | true  |true  |true |true |true  |false|   200| row-recovery table-restore point-in-time-recovery full-restore
            truncate            | true  |true  |false|true |true  |true |   200| row-recovery table-restore full-restore
            partial-corruption  | false |false |true |true |true  |true |   200| table-restore restore-and-replay full-restore
            partial-corruption  | false |true  |true |true |true  |true |   200| table-restore restore-and-replay point-in-time-recovery full-restore
            database-corruption | false |false |true |true |true  |true |   200| restore-and-replay full-restore
            database-corruption | false |true  |true |true |true  |true |   200| restore-and-replay point-in-time-recovery full-restore
            complete-loss       | true  |true  |true |true |false |false|    -1| restore-and-replay full-restore
            complete-loss       | false |false |true |true |false |false|    -1| restore-and-replay full-restore
            complete-loss       | false |false |false|false|false |false|    -1| full-restore
            unknown             | false |true  |true |true |true  |true |   200| table-restore point-in-time-recovery full-restore
            unknown             | false |true  |false|true |true  |true |   200| table-restore full-restore
            unknown             | false |false |true |true |true  |true |200000| table-restore full-restore
            """)
    void ranks(
            String scenario,
            boolean culpritKnown,
            boolean momentKnown,
            boolean walContinuous,
            boolean baseBackupUsable,
            boolean serverReachable,
            boolean laterWrites,
            long megabytes,
            String bestFirst) {
        StrategyFacts facts = new StrategyFacts(
                scenario,
                culpritKnown,
                walContinuous,
                baseBackupUsable,
                serverReachable,
                laterWrites,
                megabytes,
                "",
                "",
                momentKnown);
        List<Object> ranked = ENGINE.evaluateDecisionTable(
                        TABLE, Variables.putValue("facts", Json.read(Json.write(facts), Map.class)))
                .collectEntries("strategy");
        assertThat(ranked).map(String::valueOf).containsExactly(bestFirst.split(" "));
    }

    /** A rule for a kind of loss that nothing finds can never fire, and a way that nobody knows can't be judged. */
    @Test
    void namesOnlyWhatTheCodeKnows() {
        DmnModelInstance table = Dmn.readModelFromFile(new File("processes/recovery-strategy.dmn"));
        Set<String> kinds = new TreeSet<>();
        Set<String> ways = new TreeSet<>();
        for (Rule rule : table.getModelElementsByType(Rule.class)) {
            QUOTED.matcher(rule.getInputEntries().iterator().next().getTextContent())
                    .results()
                    .forEach(kind -> kinds.add(kind.group(1)));
            QUOTED.matcher(rule.getOutputEntries().iterator().next().getTextContent())
                    .results()
                    .forEach(way -> ways.add(way.group(1)));
        }
        assertThat(kinds)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(LossKind.values()).map(LossKind::word).toList());
        assertThat(ways)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Method.values()).map(Method::word).toList());
    }

    private static DmnDecision table() {
        try (InputStream file = RecoveryStrategyTest.class.getResourceAsStream("/processes/recovery-strategy.dmn")) {
            return ENGINE.parseDecisions(file).get(0);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("cannot read the decision table", e);
        }
    }
}
