package playbook.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.evidence.IncidentFiles;
import playbook.incident.DamagedTables;
import playbook.process.Incidents;

/**
 * An incident as it is shown, on the page and as JSON.
 *
 * @param timings seconds from the report to the end of a step, null when that has not come
 * @param culprit as the record holds it, null when none was found yet
 * @param rows numbers that the record holds; a missing one was not measured
 * @param damages what the culprit destroyed, partitions as one table
 * @param log decisions, refusals and failures in the order of time
 * @param inShort the same for people, in a few sentences
 * @param shownAt when this was put together, UTC
 */
record IncidentDocument(
        String key,
        String state,
        String phase,
        Instant startedAt,
        @Nullable Instant endedAt,
        String reportedBy,
        String description,
        Incidents.Timings timings,
        TargetFigures target,
        @Nullable JsonNode culprit,
        List<DamagedTables.Damage> damages,
        Map<String, Long> rows,
        List<InShort.Sentence> inShort,
        List<Incidents.Step> steps,
        List<Operation> operations,
        List<Check> checks,
        List<Decision> decisions,
        List<Refusal> refusals,
        List<Happening> log,
        List<Incidents.OpenTask> openTasks,
        List<Incidents.Deed> deeds,
        List<Incidents.Trouble> troubles,
        List<IncidentFiles.StoredFile> files,
        Instant shownAt) {

    @JsonIgnore
    public boolean running() {
        return endedAt == null;
    }

    record TargetFigures(
            String name,
            String label,
            String database,
            boolean practice,
            @Nullable String systemIdentifier,
            @Nullable Long bytes) {}

    /**
     * A long operation.
     *
     * @param bytes done or total, when that is its unit
     * @param done -1 before its first word, {@code total} -1 when unknown
     * @param heldUpBy why it does not get on, for example an image that cannot be pulled; empty when it does
     */
    record Operation(
            String name,
            String step,
            int attempt,
            @Nullable Double seconds,
            @Nullable Long bytes,
            long done,
            long total,
            String unit,
            String state,
            String heldUpBy) {

        @JsonIgnore
        public boolean measured() {
            return total > 0 && done >= 0;
        }
    }

    /** @param notLookedAt neither passed nor failed; why is in {@code detail} */
    record Check(String name, boolean passed, boolean notLookedAt, String detail) {

        boolean failed() {
            return !passed && !notLookedAt;
        }
    }

    /** @param what the answers, as JSON */
    record Decision(String task, String user, Instant at, JsonNode what) {}

    record Refusal(String step, String who, String why, Instant at) {}

    /**
     * Something a person decided or was refused, or a step that failed.
     *
     * @param entry its number in the record
     * @param who empty for a step
     * @param mood class of its colour
     */
    record Happening(long entry, Instant at, String who, String what, List<String> details, String mood) {}

    /** What the playbook itself does now. */
    @JsonIgnore
    public List<Incidents.Step> underWay() {
        return steps.stream().filter(step -> step.outcome().equals("running")).toList();
    }

    @JsonIgnore
    public long failedChecks() {
        return checks.stream().filter(Check::failed).count();
    }

    @JsonIgnore
    public long passedChecks() {
        return checks.stream().filter(Check::passed).count();
    }

    @JsonIgnore
    public long uncheckedChecks() {
        return checks.stream().filter(Check::notLookedAt).count();
    }

    @JsonIgnore
    public List<Operation> operations(boolean running) {
        return operations.stream()
                .filter(operation -> operation.state().equals("RUNNING") == running)
                .toList();
    }
}
