package playbook.decide;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.StrategyFacts;
import playbook.operation.OperationEndings;
import playbook.operation.OperationReading;
import playbook.operation.OperationReading.Seen;
import playbook.operation.OperationRecord;
import playbook.platform.JobStatus.State;
import playbook.wayback.BuiltWay;
import playbook.wayback.WaysBack;

/**
 * D2: after rows were merged or a server was exchanged, records how long the whole recovery took, for the estimates of
 * later incidents.
 */
@Component
class MeasuredRecovery implements OperationEndings {

    private static final Logger LOG = LoggerFactory.getLogger(MeasuredRecovery.class);

    private final Measurements measurements;
    private final OperationReading operations;
    private final Evidence evidence;
    private final WaysBack ways;

    MeasuredRecovery(Measurements measurements, OperationReading operations, Evidence evidence, WaysBack ways) {
        this.ways = ways;
        this.measurements = measurements;
        this.operations = operations;
        this.evidence = evidence;
    }

    /** Always returns true: a failure to record the time must not hold up a recovery. */
    @Override
    public boolean delivered(OperationRecord operation) {
        if (operation.status().state() == State.SUCCEEDED) {
            ways.built()
                    .filter(way -> way.steps().get(way.steps().size() - 1).equals(operation.step()))
                    .forEach(way -> keep(operation, way));
        }
        return true;
    }

    private void keep(OperationRecord last, BuiltWay way) {
        try {
            record(last, way);
        } catch (RuntimeException e) {
            LOG.warn("the time of {} is not kept: {}", last.name(), e.getMessage(), e);
        }
    }

    private void record(OperationRecord merged, BuiltWay way) {
        Instant ended = merged.status().endedAt();
        long bytes = evidence.find(merged.incident(), StrategyFacts.class)
                .map(facts -> facts.megabytes() * 1_000_000)
                .orElse(0L);
        if (ended == null || bytes <= 0 || isKept(merged, ended, way)) {
            return;
        }
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Seen seen : operations.of(merged.incident().key())) {
            Instant from = seen.status().startedAt();
            Instant to = seen.status().endedAt();
            if (way.steps().contains(seen.step())
                    && seen.status().state() == State.SUCCEEDED
                    && from != null
                    && to != null) {
                seconds.put(seen.step(), Duration.between(from, to).toMillis() / 1e3); // The last try counts.
            }
        }
        Instant at = ended.truncatedTo(ChronoUnit.MILLIS);
        seconds.forEach((step, took) -> measurements.record(merged.incident().target(), step, bytes, took, at));
        double whole =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        measurements.record(merged.incident().target(), way.method().word(), bytes, whole, at);
    }

    /** The same end of an operation may be reported twice. */
    private boolean isKept(OperationRecord merged, Instant ended, BuiltWay way) {
        return measurements
                .newest(merged.incident().target(), way.method().word())
                .filter(kept -> !kept.measuredAt().isBefore(ended.truncatedTo(ChronoUnit.MILLIS)))
                .isPresent();
    }
}
