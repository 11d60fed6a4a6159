package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import playbook.evidence.Evidence;
import playbook.incident.DataChecks.Check;
import playbook.incident.Defects;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;
import playbook.postgres.Fingerprints;
import playbook.postgres.TableReading;
import playbook.postgres.TestServer;
import playbook.wayback.TestWays;

/** Ran the step on a test server with what a test's record holds. */
public record DataCheck(List<Check> checks) {

    public static DataCheck run(Evidence evidence, Incident incident, TestJob jobs) throws Exception {
        CheckData step = new CheckData(evidence, TestWays.all());
        return new DataCheck(step.prove(
                        incident, step.claimed(jobs.worker(new CheckDataTask(), step.job(incident, "check"))))
                .checks());
    }

    /** Records what is counted when the fence stands. */
    static void atTheFence(TestEvidence evidence, Incident incident, TestServer server) throws Exception {
        var read = new TableReading(server.target(), 1, (done, total) -> {}).read();
        evidence.found(
                incident,
                "countRows",
                new RowCounts(
                        read.tables().stream()
                                .filter(table -> table.kind() != 'm')
                                .map(table -> new TableCount(
                                        table.table(),
                                        table.kind() == 'p',
                                        table.rows(),
                                        table.checksum(),
                                        null,
                                        null,
                                        null,
                                        table.trouble()))
                                .toList(),
                        null,
                        null,
                        read.at()));
        evidence.found(incident, "countRows", defects(server));
        try (Connection session = Connections.open(server.target())) {
            evidence.found(incident, "countRows", Fingerprints.take(session));
        }
    }

    static Defects defects(TestServer server) throws Exception {
        try (Connection session = Connections.open(server.target())) {
            return DefectReading.all(session);
        }
    }

    /** The one of that name. */
    public Check of(String name) {
        List<Check> named =
                checks.stream().filter(check -> check.name().equals(name)).toList();
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }
}
