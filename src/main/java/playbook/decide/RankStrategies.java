package playbook.decide;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Targets;
import playbook.postgres.Connections;
import playbook.wayback.Situation;
import playbook.wayback.WayBack;
import playbook.wayback.WaysBack;

/**
 * D1 and D2: collects the facts for the decision table, and judges each way back: its time, by measurements, and what
 * it loses.
 */
@Component
public class RankStrategies implements ShortStep {

    /** Whether at least one way back can be chosen. */
    enum Outcome {
        RANKED,
        NONE_AVAILABLE
    }

    private final Evidence evidence;
    private final Measurements measurements;
    private final WaysBack ways;
    private final Targets targets;

    RankStrategies(Evidence evidence, Measurements measurements, WaysBack ways, Targets targets) {
        this.evidence = evidence;
        this.measurements = measurements;
        this.ways = ways;
        this.targets = targets;
    }

    @Override
    public String name() {
        return "rankStrategies";
    }

    /** Also records the facts as a finding of their own. */
    @Override
    public StepResult run(Incident incident) {
        Situation here = Situation.of(evidence, incident, megabytes(incident.target()), madeAgain(incident));
        evidence.found(incident, name(), here.facts());
        StrategyOptions options =
                new StrategyOptions(ways.all().map(way -> option(way, here)).toList());
        boolean any = options.options().stream().anyMatch(Option::available);
        return StepResult.of(any ? Outcome.RANKED : Outcome.NONE_AVAILABLE, options);
    }

    private Option option(WayBack way, Situation here) {
        Method method = way.method();
        String reason = way.impossible(here).orElse("");
        long megabytes = here.facts().megabytes();
        Optional<Measurement> measured = megabytes < 0
                ? Optional.empty()
                : measurements.newest(here.incident().target(), method.word());
        Long seconds =
                measured.map(one -> one.secondsFor(megabytes * 1_000_000)).orElse(null);
        return new Option(
                method.word(),
                method.title(),
                method.bestFor(),
                reason.isEmpty(),
                reason,
                seconds,
                measured.map(one -> "measured on " + one.measuredAt().toString().substring(0, 10) + ": "
                                + one.megabytesPerSecond() + " MB/s")
                        .orElse(StrategyOptions.NOT_MEASURED),
                way.loses(here),
                beyond(method, here, seconds)); // Also of a way that opens only later.
    }

    private List<String> beyond(Method method, Situation here, @Nullable Long seconds) {
        Incident incident = here.incident();
        return targets.objectives(incident.target())
                .beyond(
                        seconds == null
                                ? null
                                : Duration.between(incident.reportedAt(), Instant.now())
                                        .plusSeconds(seconds),
                        method.keepsLaterWrites() ? Duration.ZERO : here.givenUp());
    }

    private List<String> madeAgain(Incident incident) {
        return evidence.find(incident, Culprit.class)
                .map(culprit -> MadeAgain.of(incident.target(), culprit))
                .orElse(List.of());
    }

    /** Size of the database in megabytes, -1 when the server does not answer. */
    private static long megabytes(Target target) {
        try (Connection session = Connections.open(target);
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pg_catalog.pg_database_size(pg_catalog.current_database()) / 1000000")) {
            row.next();
            return row.getLong(1);
        } catch (HintedException | SQLException e) {
            return -1;
        }
    }
}
