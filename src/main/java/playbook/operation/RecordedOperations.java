package playbook.operation;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Sha256;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.Platforms;

/**
 * Starts long operations: first inserts the operation's row, then starts the job. Before a destructive job an intent is
 * committed; if a restart finds an intent whose job never ran, the job is not started a second time.
 */
@Component
public class RecordedOperations implements Operations {

    private final OperationTable table;
    private final Platforms platforms;
    private final Evidence evidence;

    RecordedOperations(OperationTable table, Platforms platforms, Evidence evidence) {
        this.table = table;
        this.platforms = platforms;
        this.evidence = evidence;
    }

    @Override
    public OperationRecord start(Incident incident, LongStep<?> step, int attempt) {
        String name = (incident.key() + "-" + step.name() + "-" + attempt).toLowerCase(Locale.ROOT);
        boolean again = step.destructive() && !intended(incident, step, attempt, name);
        table.insertOrTellAgain(name, incident, step.name(), attempt);
        OperationRecord operation = look(name);
        if (operation.status().ended()) {
            return operation;
        }
        if (again) {
            giveUpUnlessItRuns(operation);
        } else {
            jobs(incident).start(job(incident, step, name));
        }
        return look(name);
    }

    private boolean intended(Incident incident, LongStep<?> step, int attempt, String name) {
        Job job = job(incident, step, name);
        return evidence.intend(
                incident,
                step.name(),
                attempt,
                new Intent(
                        name,
                        incident.target().label(),
                        incident.target().host(),
                        incident.target().port(),
                        incident.target().database(),
                        job.command().toString(),
                        Sha256.of(job.input())));
    }

    private static Job job(Incident incident, LongStep<?> step, String name) {
        Job job = step.job(incident, name);
        Map<String, String> environment = new TreeMap<>(job.environment());
        environment.put("PLAYBOOK_INCIDENT", incident.key());
        return job.withEnvironment(environment);
    }

    /**
     * The start of this operation was interrupted earlier. If its job runs or ran, it is watched; if the job never ran,
     * a person decides.
     */
    private void giveUpUnlessItRuns(OperationRecord interrupted) {
        Incident incident = interrupted.incident();
        String name = interrupted.name();
        Jobs jobs = jobs(incident);
        if (jobs.look(incident.target(), name).state() != JobStatus.State.UNKNOWN) {
            return;
        }
        jobs.cancel(incident.target(), name); // After this call the job can no longer start.
        JobStatus now = jobs.look(incident.target(), name);
        if (now.state() != JobStatus.State.UNKNOWN && now.state() != JobStatus.State.CANCELLED) {
            return;
        }
        String found = "the start of " + name + " was interrupted: the intent to start it is on record, but no"
                + " job of that name ran. Because it changes the live database, it is not started again"
                + " automatically."
                + "\nHINT: look at the database; if the job has changed nothing there, choose 'try again'.";
        evidence.failed(incident, interrupted.step(), found);
        table.failed(name, found);
    }

    /**
     * The recorded intent to change a live database.
     *
     * @param inputSha256 digest of the job's input
     */
    public record Intent(
            String operation,
            String target,
            String host,
            int port,
            String database,
            String command,
            String inputSha256) {}

    @Override
    public OperationRecord look(String name) {
        return table.find(name)
                .orElseThrow(() -> new HintedException(
                        "there is no operation '" + name + "'",
                        "its name is made from incident, step and attempt, for example dl-2026-0001-restorebase-1"));
    }

    /** All operations of an incident, in the order of their start. */
    public List<OperationRecord> of(String incidentKey) {
        return table.of(incidentKey);
    }

    @Override
    public void cancel(Incident incident, Collection<String> steps) {
        table.of(incident.key()).stream()
                .filter(operation ->
                        steps.contains(operation.step()) && !operation.status().ended())
                .forEach(operation -> jobs(incident).cancel(incident.target(), operation.name()));
    }

    /** Cancels the operation; its end is then reported as CANCELLED. */
    public void cancel(String name) {
        Incident incident = look(name).incident();
        jobs(incident).cancel(incident.target(), name);
    }

    private Jobs jobs(Incident incident) {
        return platforms.of(incident.target()).jobs();
    }
}
