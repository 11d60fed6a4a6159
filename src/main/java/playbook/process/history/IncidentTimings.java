package playbook.process.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.incident.Method;

/** Seconds from the report to the end of each step; null for a step that has not ended. */
public record IncidentTimings(
        @Nullable Double toPin,
        @Nullable Double toFence,
        @Nullable Double toCulprit,
        @Nullable Double toDecision,
        @Nullable Double toRecovered,
        @Nullable Double toValidated,
        @Nullable Double toResumed,
        @Nullable Double total) {

    static IncidentTimings of(Instant start, @Nullable Instant end, List<IncidentStory.Step> steps) {
        Comparator<Instant> order = Comparator.naturalOrder();
        return new IncidentTimings(
                seconds(start, ends(steps, "pin").min(order)),
                seconds(start, ends(steps, "fence").min(order)),
                seconds(start, ends(steps, "findCulprit").max(order)),
                seconds(start, ends(steps, "approve-recovery").max(order)),
                seconds(
                        start,
                        ends(steps, Method.lastSteps().toArray(String[]::new)).max(order)),
                seconds(start, ends(steps, "confirm-validation").max(order)),
                seconds(
                        start,
                        ends(steps, "startApplications", "hideMaintenance").max(order)),
                seconds(start, Optional.ofNullable(end)));
    }

    private static Stream<Instant> ends(List<IncidentStory.Step> steps, String... names) {
        return steps.stream()
                .filter(step ->
                        List.of(names).contains(step.name()) && !step.outcome().equals("cancelled"))
                .flatMap(step -> Stream.ofNullable(step.endedAt()));
    }

    private static @Nullable Double seconds(Instant start, Optional<Instant> end) {
        return end.map(at -> Duration.between(start, at).toMillis() / 1000.0).orElse(null);
    }
}
