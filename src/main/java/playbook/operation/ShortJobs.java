package playbook.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;
import playbook.platform.LookingOn;
import playbook.platform.Platforms;

/**
 * Runs a script that takes seconds on a machine with the target's storage, which this application itself may not see,
 * and waits for the script's end.
 */
@Component
public class ShortJobs {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Platforms platforms;

    public ShortJobs(Platforms platforms) {
        this.platforms = platforms;
    }

    /**
     * Runs a script. The script must tolerate a second run at the same time, since it continues after this method has
     * given up waiting.
     *
     * @param what becomes part of the job's name
     * @return the status of the ended script, successful or failed
     * @throws IllegalStateException when the script has not ended within 45 s, or was killed; the engine then tries the
     *     step again
     */
    public JobStatus run(Incident incident, String what, String resource, Map<String, String> parameters) {
        return run(incident, what, resource, parameters, UnaryOperator.identity());
    }

    /** Like the other {@code ask}, for a script that needs only the storage that every job has. */
    public <R> R ask(Incident incident, String what, String resource, Map<String, String> parameters, Class<R> answer) {
        return ask(incident, what, resource, parameters, UnaryOperator.identity(), answer);
    }

    /**
     * Like {@link #run}, but returns the script's result.
     *
     * @param place gives the job the storage that it needs
     * @throws HintedException when the script failed, or has no result of that type
     */
    public <R> R ask(
            Incident incident,
            String what,
            String resource,
            Map<String, String> parameters,
            UnaryOperator<Job> place,
            Class<R> answer) {
        JobStatus ended = run(incident, what, resource, parameters, place);
        if (ended.state() != JobStatus.State.SUCCEEDED) {
            throw new HintedException(
                    "'" + what + "' of " + incident.key() + " failed: " + ended.logTail(),
                    "read the lines above; when the cause is removed, choose 'try again'.");
        }
        return JobResults.read(ended, answer);
    }

    private JobStatus run(
            Incident incident, String what, String resource, Map<String, String> parameters, UnaryOperator<Job> place) {
        String name = (incident.key() + "-" + what + "-" + Instant.now().toEpochMilli()).toLowerCase(Locale.ROOT);
        Map<String, String> environment = new TreeMap<>(parameters);
        environment.put("PLAYBOOK_INCIDENT", incident.key());
        Jobs jobs = platforms.of(incident.target()).jobs();
        jobs.start(place.apply(Job.script(name, incident.target(), resource, environment, DEADLINE)));
        JobStatus status = LookingOn.await(jobs, incident.target(), name, PATIENCE);
        if (!status.ended()) {
            throw new IllegalStateException("job " + name + " has not ended after " + PATIENCE.toSeconds()
                    + " s, its log ends with: " + status.logTail()
                    + "\nHINT: the step is tried again automatically; if that does not help, read the job's log");
        }
        jobs.forget(incident.target(), name);
        if (status.killed()) {
            throw new IllegalStateException("job " + name + " was killed before its end, its log ends with: "
                    + status.logTail()
                    + "\nHINT: the step is tried again automatically; if that does not help, look into the"
                    + " system's log for"
                    + " the out-of-memory killer or a restart");
        }
        return status;
    }
}
