package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.InTurn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/**
 * After a recovery by rows each database is as if the loss had never happened and all that came later had: the same
 * statements without the loss are the measure. Both sources of rows are asked and must agree, and the undoing brings the
 * damage back.
 */
class SchemasComeBackIT {

    private static final Map<Integer, RowRecovery> SERVERS = new HashMap<>();

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(RowRecovery::close);
        SERVERS.clear();
    }

    static Stream<SchemaCase> schemas() {
        return SchemaCase.all();
    }

    static Stream<Arguments> schemasOfNewerMajors() {
        return Stream.of(17, 18).flatMap(major -> SchemaCase.all().map(schema -> Arguments.of(major, schema)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void itIsAsIfTheLossHadNeverHappened(SchemaCase schema) {
        comesBack(15, schema);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("schemasOfNewerMajors")
    @InTurn(6)
    void soItIsOnNewerMajors(int major, SchemaCase schema) {
        comesBack(major, schema);
    }

    private static void comesBack(int major, SchemaCase schema) {
        assumeTrue(major >= schema.since(), () -> "version " + schema.since() + " brought what this schema has");
        RowRecovery recovery = SERVERS.computeIfAbsent(
                major, one -> new RowRecovery(TestServer.with().bin(Majors.bin(one))).fromBothSources());
        recovery.tables(of(schema.before()));
        recovery.execute(of(schema.later()));
        List<String> never = recovery.everything();

        recovery.tables(of(schema.before()));
        recovery.destroys(of(schema.loss()));
        recovery.execute(of(schema.later()));
        List<String> damaged = recovery.everything();
        assertThat(damaged).as("the loss").isNotEqualTo(never);

        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.tables()).flatExtracting(TablePlan::conflicts).isEmpty();
        assertThat(recovery.everything()).as("a dry run").isEqualTo(damaged);
        recovery.merge(plan);
        assertThat(recovery.everything()).as("recovered").containsExactlyInAnyOrderElementsOf(never);
        recovery.undo(plan);
        assertThat(recovery.everything()).as("taken back").containsExactlyInAnyOrderElementsOf(damaged);
    }

    private static String[] of(List<String> statements) {
        return statements.toArray(String[]::new);
    }
}
