package playbook.platform;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import playbook.incident.Target;

/** Asks the platform of the target. */
@Component
@Primary
class NetworkFenceOfTargets implements NetworkFence {

    private final Platforms platforms;

    NetworkFenceOfTargets(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public boolean isThere(Target target) {
        return of(target).isThere(target);
    }

    @Override
    public Wall raise(Target target, String incidentKey, boolean testReplica) {
        return of(target).raise(target, incidentKey, testReplica);
    }

    @Override
    public void lower(Target target, String incidentKey) {
        of(target).lower(target, incidentKey);
    }

    @Override
    public boolean isUp(Target target, String incidentKey) {
        return of(target).isUp(target, incidentKey);
    }

    private NetworkFence of(Target target) {
        return platforms.of(target).networkFence();
    }
}
