package playbook.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.evidence.IncidentFiles;
import playbook.incident.DamagedTables;
import playbook.process.history.IncidentStory;
import playbook.process.history.IncidentTimings;

/**
 * The content of an incident's page and of its JSON.
 *
 * @param timings seconds from the report to the end of a step, null when the step has not ended
 * @param culprit as the record holds it, null when none was found yet
 * @param rows row counts from the record; a missing one was not measured
 * @param damages what the culprit destroyed, partitions as one table
 * @param log decisions, refusals and failures in the order of time
 * @param inShort a summary in a few sentences
 * @param shownAt when this document was built, UTC
 */
record IncidentDocument(
        String key,
        String state,
        String phase,
        Instant startedAt,
        @Nullable Instant endedAt,
        String reportedBy,
        String description,
        IncidentTimings timings,
        TargetFigures target,
        @Nullable JsonNode culprit,
        List<DamagedTables.Damage> damages,
        Map<String, Long> rows,
        List<InShort.Sentence> inShort,
        List<IncidentStory.Step> steps,
        List<OperationDocument> operations,
        List<Check> checks,
        List<Decision> decisions,
        List<Refusal> refusals,
        List<Happening> log,
        List<IncidentStory.OpenTask> openTasks,
        List<IncidentStory.Deed> deeds,
        List<IncidentStory.Trouble> troubles,
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

    /** @param notLookedAt true when it neither passed nor failed; {@code detail} has the reason */
    record Check(String name, boolean passed, boolean notLookedAt, String detail) {

        boolean failed() {
            return !passed && !notLookedAt;
        }
    }

    /** @param what the answers, as JSON */
    record Decision(String task, String user, Instant at, JsonNode what) {}

    record Refusal(String step, String who, String why, Instant at) {}

    /**
     * A person's decision, a refusal of a person's request, or a failure of a step.
     *
     * @param entry number of the entry in the record
     * @param who empty for a step
     * @param mood CSS class of its colour
     */
    record Happening(long entry, Instant at, String who, String what, List<String> details, String mood) {}

    /** The steps that the playbook is carrying out now. */
    @JsonIgnore
    public List<IncidentStory.Step> underWay() {
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
    public List<OperationDocument> operations(boolean running) {
        return operations.stream()
                .filter(operation -> operation.state().equals("RUNNING") == running)
                .toList();
    }
}
