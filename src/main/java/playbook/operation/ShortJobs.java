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

/** Runs a script of seconds near a target's storage, where this application itself sees no files, and waits for it. */
@Component
public class ShortJobs {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Platforms platforms;

    public ShortJobs(Platforms platforms) {
        this.platforms = platforms;
    }

    /**
     * A script that may run twice at the same time, for one that was waited for in vain goes on.
     *
     * @param what becomes part of the job's name
     * @return its end, of whatever kind but one: it was not killed
     * @throws IllegalStateException when it has not ended in 45 s, or was killed; the engine tries the step again
     */
    public JobStatus run(Incident incident, String what, String resource, Map<String, String> parameters) {
        return run(incident, what, resource, parameters, UnaryOperator.identity());
    }

    /** As the longer one, for a script that needs no other storage than every job has. */
    public <R> R ask(Incident incident, String what, String resource, Map<String, String> parameters, Class<R> answer) {
        return ask(incident, what, resource, parameters, UnaryOperator.identity(), answer);
    }

    /**
     * As {@link #run}, for a script whose answer is what matters.
     *
     * @param place gives the job the storage that it looks at
     * @throws HintedException when it failed, or left no answer of that type
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
                    "read the lines above; when it is clear, choose 'try again'.");
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
                    + "\nHINT: the step is tried again by itself; when that does not help, the log says why");
        }
        jobs.forget(incident.target(), name);
        if (status.killed()) {
            throw new IllegalStateException("job " + name + " was killed before its end, its log ends with: "
                    + status.logTail()
                    + "\nHINT: the step is tried again by itself; when that does not help, look into the system's log for"
                    + " the out-of-memory killer or a restart");
        }
        return status;
    }
}
