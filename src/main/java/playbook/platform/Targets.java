package playbook.platform;

import java.util.Collection;
import playbook.incident.Objectives;
import playbook.incident.Target;

/** The databases this installation protects, from its configuration. */
public interface Targets {

    Collection<Target> all();

    /** @throws playbook.incident.HintedException when no such target is configured */
    Target named(String name);

    TargetChecks checks(Target target);

    /** What was agreed for it; a target without any has {@link Objectives#NONE}. */
    default Objectives objectives(Target target) {
        return Objectives.NONE;
    }
}
