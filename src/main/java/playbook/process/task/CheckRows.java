package playbook.process.task;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;
import playbook.incident.ApplicationChecks;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataTest;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.validate.TestReplicaStopped;
import playbook.validate.TestWrites;

/** What this round's checks found, from the record; those of an earlier round are not shown for it. */
@Component
class CheckRows {

    private final RoundFindings found;

    CheckRows(RoundFindings found) {
        this.found = found;
    }

    List<Map<String, Object>> ofTheData(DelegateTask task, Incident incident) {
        return rows(data(task, incident));
    }

    /** With one more row: what the test replica wrote, which is for people to judge. */
    List<Map<String, Object>> ofTheApplication(DelegateTask task, Incident incident) {
        Stream<Map<String, Object>> wrote =
                found.of(task, incident, "stopTestReplica", TestReplicaStopped.class).stream()
                        .map(stopped -> row(stopped.wrote()));
        return Stream.concat(
                        Stream.of(dataTest(task, incident), application(task, incident))
                                .flatMap(checks -> rows(checks).stream()),
                        wrote)
                .toList();
    }

    List<String> failed(DelegateTask task, Incident incident) {
        return Stream.of(data(task, incident), dataTest(task, incident), application(task, incident))
                .flatMap(List::stream)
                .filter(check -> check.outcome() == Check.Outcome.FAILED)
                .map(Check::name)
                .toList();
    }

    private List<Check> data(DelegateTask task, Incident incident) {
        return found.of(task, incident, "checkData", DataChecks.class)
                .map(DataChecks::checks)
                .orElse(List.of());
    }

    private List<Check> dataTest(DelegateTask task, Incident incident) {
        return found.of(task, incident, "testData", DataTest.class)
                .map(DataTest::checks)
                .orElse(List.of());
    }

    private List<Check> application(DelegateTask task, Incident incident) {
        return found.of(task, incident, "testApplication", ApplicationChecks.class)
                .map(ApplicationChecks::checks)
                .orElse(List.of());
    }

    /** What failed comes first, then what was not looked at; of very many, those. */
    static List<Map<String, Object>> rows(List<Check> checks) {
        Stream<Map<String, Object>> more = checks.size() <= FormRows.MOST_ROWS
                ? Stream.empty()
                : Stream.of(FormRows.row(
                        "name",
                        "… and " + Figures.number((long) checks.size() - FormRows.MOST_ROWS) + " more",
                        "passed",
                        FormRows.NOTHING,
                        "detail",
                        "the whole record, a file on the incident's page, has them; failed of all: "
                                + Figures.number(checks.stream()
                                        .filter(check -> check.outcome() == Check.Outcome.FAILED)
                                        .count()),
                        "seconds",
                        FormRows.NOTHING));
        Stream<Map<String, Object>> first = checks.stream()
                .sorted(Comparator.comparing(Check::outcome))
                .limit(FormRows.MOST_ROWS)
                .map(check -> FormRows.row(
                        "name", check.name(),
                        "passed", check.outcome().words(),
                        "detail", Figures.plain(check.detail()),
                        "seconds", String.format(Locale.ROOT, "%.1f", check.seconds())));
        return Stream.concat(first, more).toList();
    }

    private static Map<String, Object> row(TestWrites wrote) {
        return FormRows.row(
                "name",
                "rows written by the test",
                "passed",
                wrote.known() ? "recorded" : "NOT KNOWN",
                "detail",
                wrote.inWords(),
                "seconds",
                FormRows.NOTHING);
    }
}
