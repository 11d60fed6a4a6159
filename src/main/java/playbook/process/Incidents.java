package playbook.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import playbook.platform.Targets;

/**
 * What the pages may ask of the engine's history, running or ended. Answers hold only what the engine lets the present
 * user read.
 */
@Component
public class Incidents {

    static final String RESPONSE = "data-loss-response";

    private final HistoryService history;
    private final ObjectProvider<Targets> targets;

    Incidents(HistoryService history, ObjectProvider<Targets> targets) {
        this.history = history;
        this.targets = targets;
    }

    /** All incidents, running ones first, then the newest first. */
    @Transactional(readOnly = true)
    public List<Summary> all() {
        return history
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(RESPONSE)
                .orderByProcessInstanceStartTime()
                .desc()
                .list()
                .stream()
                .filter(root -> root.getBusinessKey() != null)
                .collect(Collectors.toMap(
                        HistoricProcessInstance::getBusinessKey,
                        Function.identity(),
                        (newer, older) -> older, // What was started under a key later is not its response.
                        LinkedHashMap::new))
                .values()
                .stream()
                .map(root -> summary(new IncidentHistory(history, root)))
                .sorted(Comparator.comparing(Summary::ended))
                .toList();
    }

    /** Empty when there is no such incident, or the present user may not read it. */
    @Transactional(readOnly = true)
    public Optional<Story> find(String key) {
        return history
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(RESPONSE)
                .processInstanceBusinessKey(key)
                .orderByProcessInstanceStartTime()
                .asc() // What was started under its key later is not its response.
                .listPage(0, 1)
                .stream()
                .findFirst()
                .map(root -> story(new IncidentHistory(history, root)));
    }

    private Summary summary(IncidentHistory incident) {
        return new Summary(
                incident.key(),
                incident.state(),
                incident.phase(),
                target(incident),
                incident.startedAt(),
                incident.endedAt(),
                incident.openTasks().size());
    }

    private Story story(IncidentHistory incident) {
        List<Step> steps = incident.steps();
        return new Story(
                incident.key(),
                incident.state(),
                incident.phase(),
                incident.startedAt(),
                incident.endedAt(),
                incident.text("reportedBy").orElse(incident.starter()),
                incident.text("description").orElse(""),
                target(incident),
                steps,
                Timings.of(incident.startedAt(), incident.endedAt(), steps),
                incident.openTasks(),
                incident.deeds(),
                incident.troubles());
    }

    private TargetName target(IncidentHistory incident) {
        String name = incident.text("target").orElse("");
        String label = incident.text("targetLabel").orElse(name);
        return targets.stream()
                .flatMap(configured -> configured.all().stream())
                .filter(target -> target.name().equals(name))
                .findFirst()
                .map(target -> new TargetName(name, target.label(), target.database(), target.practice()))
                .orElse(new TargetName(name, label, "", label.contains("practice")));
    }

    /** @param practice every incident on it is a drill */
    public record TargetName(String name, String label, String database, boolean practice) {}

    /** @param state {@code running}, {@code cancelled}, or the id of the end that was reached ({@code resolved}) */
    public record Summary(
            String key,
            String state,
            String phase,
            TargetName target,
            Instant startedAt,
            @Nullable Instant endedAt,
            int openTasks) {

        public boolean ended() {
            return endedAt != null;
        }
    }

    /** The whole incident as the engine remembers it. */
    public record Story(
            String key,
            String state,
            String phase,
            Instant startedAt,
            @Nullable Instant endedAt,
            String reportedBy,
            String description,
            TargetName target,
            List<Step> steps,
            Timings timings,
            List<OpenTask> openTasks,
            List<Deed> deeds,
            List<Trouble> troubles) {}

    /**
     * One activity.
     *
     * @param name its id
     * @param outcome {@code running}, {@code waiting}, {@code cancelled}, {@code done}, or the step's own outcome
     */
    public record Step(
            String name,
            String title,
            String phase,
            Instant startedAt,
            @Nullable Instant endedAt,
            String outcome) {

        public double seconds(Instant now) {
            return Duration.between(startedAt, endedAt == null ? now : endedAt).toMillis() / 1000.0;
        }
    }

    /** @param since UTC */
    public record OpenTask(
            String id,
            String key,
            String name,
            List<String> groups,
            @Nullable String assignee,
            @Nullable Instant due,
            Instant since) {

        public boolean overdue(Instant now) {
            return due != null && due.isBefore(now);
        }

        /** Whether this person may answer it; a link into Tasklist is of no use to others. */
        public boolean opensFor(String user, List<String> memberOf) {
            return assignee == null ? groups.stream().anyMatch(memberOf::contains) : assignee.equals(user);
        }
    }

    /** What an authenticated user did, from the engine's operation log; a task's assignee may be somebody else. */
    public record Deed(
            Instant at, String user, String what, @Nullable String task) {}

    /** A step that has no tries left. */
    public record Trouble(String step, String title, String message, Instant at) {}

    /** Seconds from the report to the end of a step; null when it has not ended. */
    public record Timings(
            @Nullable Double toPin,
            @Nullable Double toFence,
            @Nullable Double toCulprit,
            @Nullable Double toDecision,
            @Nullable Double toRecovered,
            @Nullable Double toValidated,
            @Nullable Double toResumed,
            @Nullable Double total) {

        static Timings of(Instant start, @Nullable Instant end, List<Step> steps) {
            Comparator<Instant> order = Comparator.naturalOrder();
            return new Timings(
                    seconds(start, ends(steps, "pin").min(order)),
                    seconds(start, ends(steps, "fence").min(order)),
                    seconds(start, ends(steps, "findCulprit").max(order)),
                    seconds(start, ends(steps, "approve-recovery").max(order)),
                    seconds(start, ends(steps, "mergeRows", "startServer").max(order)),
                    seconds(start, ends(steps, "confirm-validation").max(order)),
                    seconds(
                            start,
                            ends(steps, "startApplications", "hideMaintenance").max(order)),
                    seconds(start, Optional.ofNullable(end)));
        }

        private static java.util.stream.Stream<Instant> ends(List<Step> steps, String... names) {
            return steps.stream()
                    .filter(step -> List.of(names).contains(step.name())
                            && !step.outcome().equals("cancelled"))
                    .flatMap(step -> java.util.stream.Stream.ofNullable(step.endedAt()));
        }

        private static @Nullable Double seconds(Instant start, Optional<Instant> end) {
            return end.map(at -> Duration.between(start, at).toMillis() / 1000.0)
                    .orElse(null);
        }
    }
}
