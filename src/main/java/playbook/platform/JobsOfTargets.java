package playbook.platform;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Asks the platform of the target. */
@Component
@Primary
class JobsOfTargets implements Jobs {

    private final Platforms platforms;

    JobsOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public void start(Job job) {
        of(job.target()).start(job);
    }

    @Override
    public JobStatus look(Target target, String name) {
        return of(target).look(target, name);
    }

    @Override
    public void cancel(Target target, String name) {
        of(target).cancel(target, name);
    }

    @Override
    public void forget(Target target, String name) {
        of(target).forget(target, name);
    }

    @Override
    public void endServing(Target target, String incidentKey, String group) {
        of(target).endServing(target, incidentKey, group);
    }

    private Jobs of(Target target) {
        return platforms.of(target).jobs();
    }
}
