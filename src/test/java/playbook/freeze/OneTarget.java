package playbook.freeze;

import java.util.Collection;
import java.util.List;
import playbook.incident.Target;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;

/** A configuration with one target. */
record OneTarget(Target target) implements Targets {

    @Override
    public Collection<Target> all() {
        return List.of(target);
    }

    @Override
    public Target named(String name) {
        return target;
    }

    @Override
    public TargetChecks checks(Target ofTarget) {
        return new TargetChecks("api", "/health", List.of(), List.of());
    }
}
