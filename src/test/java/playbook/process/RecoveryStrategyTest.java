package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import playbook.incident.StrategyOptions;

/** The golden table: which ways back are offered for what was found, best first. */
class RecoveryStrategyTest {

    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    private static final DmnDecision TABLE = table();

    private static final int OUTPUTS = 6;
    private static final int TIME = 4;

    @ParameterizedTest(name = "{0}, culprit {1}, WAL {2}, base {3}, server {4}, later writes {5}, {6} MB: {7}")
    @CsvSource(delimiter = '|', textBlock = """
            # scenario          |culprit| WAL |base |server|later|   MB | best first
            accidental-delete   | true  |true |true |true  |true |   200| row-recovery point-in-time-recovery full-restore
            accidental-delete   | true  |true |true |true  |false|   200| row-recovery point-in-time-recovery full-restore
            mass-update         | true  |true |true |true  |true |   200| row-recovery point-in-time-recovery full-restore
            accidental-delete   | false |true |true |true  |true |   200| table-restore full-restore
            accidental-delete   | true  |false|true |true  |true |   200| table-restore full-restore
            accidental-delete   | true  |true |false|true  |true |   200| table-restore full-restore
            accidental-delete   | true  |false|false|true  |true |   200| table-restore full-restore
            table-drop          | true  |true |false|true  |false|   200| table-restore full-restore
            table-drop          | false |false|true |true  |false|   200| table-restore full-restore
            accidental-delete   | true  |true |true |false |true |   200| restore-and-replay full-restore
            table-drop          | true  |true |true |true  |true |   200| table-restore point-in-time-recovery full-restore
            truncate            | true  |true |true |true  |false|   200| table-restore point-in-time-recovery full-restore
            table-drop          | false |true |true |true  |true |   200| table-restore full-restore
            partial-corruption  | false |true |true |true  |true |   200| table-restore restore-and-replay full-restore
            database-corruption | false |true |true |true  |true |   200| restore-and-replay full-restore
            complete-loss       | false |true |true |false |false|    -1| restore-and-replay full-restore
            complete-loss       | false |false|false|false |false|    -1| full-restore
            complete-loss       | false |true |true |true  |false|200000| restore-and-replay full-restore
            unknown             | false |true |true |true  |true |   200| full-restore
            """)
    void ranks(
            String scenario,
            boolean culpritKnown,
            boolean walContinuous,
            boolean baseBackupUsable,
            boolean serverReachable,
            boolean laterWrites,
            long megabytes,
            String bestFirst) {
        Map<String, Object> facts = Map.of(
                "scenario", scenario,
                "culpritKnown", culpritKnown,
                "walContinuous", walContinuous,
                "baseBackupUsable", baseBackupUsable,
                "serverReachable", serverReachable,
                "laterWrites", laterWrites,
                "megabytes", megabytes);
        List<Object> ranked = ENGINE.evaluateDecisionTable(TABLE, Variables.putValue("facts", facts))
                .collectEntries("strategy");
        assertThat(ranked).map(String::valueOf).containsExactly(bestFirst.split(" "));
    }

    /** One sentence for all of them, that of the ways whose time is reckoned here. */
    @Test
    void everyTimeThatWasNeverMeasuredSaysSoInTheSameWords() throws Exception {
        org.w3c.dom.NodeList outputs = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse("processes/recovery-strategy.dmn")
                .getElementsByTagName("outputEntry");
        List<String> times = new ArrayList<>();
        for (int i = TIME; i < outputs.getLength(); i += OUTPUTS) {
            times.add(outputs.item(i).getTextContent().strip());
        }
        assertThat(times)
                .hasSize(13)
                .allSatisfy(time -> assertThat(time).endsWith(" (" + StrategyOptions.NOT_MEASURED + ")\""));
    }

    private static DmnDecision table() {
        try (InputStream file = RecoveryStrategyTest.class.getResourceAsStream("/processes/recovery-strategy.dmn")) {
            return ENGINE.parseDecisions(file).get(0);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("cannot read the decision table", e);
        }
    }
}
