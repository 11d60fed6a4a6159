package playbook.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;

/** Runs a script of seconds near a target's storage, where this application itself sees no files, and waits for it. */
@Component
public class ShortJobs {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Jobs jobs;

    public ShortJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * A script that may run twice at the same time, for one that was waited for in vain goes on.
     *
     * @param what becomes part of the job's name
     * @return its end, of whatever kind
     * @throws IllegalStateException when it has not ended in 45 s; the engine tries the step again
     */
    public JobStatus run(Incident incident, String what, String resource, Map<String, String> parameters) {
        String name = (incident.key() + "-" + what + "-" + Instant.now().toEpochMilli()).toLowerCase(Locale.ROOT);
        Map<String, String> environment = new TreeMap<>(parameters);
        environment.put("PLAYBOOK_INCIDENT", incident.key());
        jobs.start(new Job(name, incident.target(), new Job.Command.Script(resource), environment, "", DEADLINE));
        long end = System.nanoTime() + PATIENCE.toNanos();
        JobStatus status = jobs.look(incident.target(), name);
        while (!status.ended()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("job " + name + " has not ended after " + PATIENCE.toSeconds()
                        + " s, its log ends with: " + status.logTail()
                        + "\nHINT: the step is tried again by itself; when that does not help, the log says why");
            }
            pause();
            status = jobs.look(incident.target(), name);
        }
        jobs.forget(incident.target(), name);
        return status;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a job", e);
        }
    }
}
