package playbook.platform.local;

import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import playbook.incident.Target;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Jobs;

/**
 * Jobs on one machine: a detached process in a session of its own, with a folder {@code <home>/jobs/<name>/} which tells
 * everything about it. It depends on nothing of this JVM; {@code run.sh} in the folder keeps the deadline and writes
 * the exit code.
 */
@Component
public class LocalJobs implements Jobs {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final ConfiguredTargets targets;
    private final JobDraft draft;

    LocalJobs(ConfiguredTargets targets) {
        this.targets = targets;
        this.draft = new JobDraft(targets, new WorkerCommand(targets.home()));
    }

    @Override
    public void start(Job job) {
        JobFolder folder = folder(job.name());
        if (!folder.isThere()) {
            draft.become(folder.path(), job);
        }
        if (!folder.launched()) {
            JobLaunch.of(folder);
        }
    }

    @Override
    public JobStatus look(Target target, String name) {
        return folder(name).look();
    }

    @Override
    public void cancel(Target target, String name) {
        folder(name).cancel();
    }

    /** The folder stays: it tells what ran, and costs little. */
    @Override
    public void forget(Target target, String name) {}

    /** A server that a script left running is stopped by a script that looks whose it is. */
    @Override
    public void endServing(Target target, String incidentKey, String group) {}

    private JobFolder folder(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "job name '" + name + "'. HINT: lower-case letters, digits and hyphens, at most 63");
        }
        return new JobFolder(targets.home().resolve("jobs").resolve(name));
    }
}
