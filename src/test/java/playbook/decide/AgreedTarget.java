package playbook.decide;

import java.util.Collection;
import java.util.List;
import playbook.incident.Objectives;
import playbook.incident.Target;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;

/** A configuration with one target and what was agreed for it. */
record AgreedTarget(Target target, Objectives agreed) implements Targets {

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
        return new TargetChecks("", "/health", List.of(), List.of());
    }

    @Override
    public Objectives objectives(Target ofTarget) {
        return agreed;
    }
}
