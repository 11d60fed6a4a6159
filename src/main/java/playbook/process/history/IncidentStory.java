package playbook.process.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole incident as the engine remembers it; holds only what the engine lets the present user read. */
public record IncidentStory(
        String key,
        String state,
        String phase,
        Instant startedAt,
        @Nullable Instant endedAt,
        String reportedBy,
        String description,
        TargetName target,
        List<Step> steps,
        IncidentTimings timings,
        List<OpenTask> openTasks,
        List<Deed> deeds,
        List<Trouble> troubles) {

    /** @param practice every incident on it is a drill */
    public record TargetName(String name, String label, String database, boolean practice) {}

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
}
