package playbook.wayback;

import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Method;

/** Loads a verified dump into a new server. */
@Component
class FullRestore implements WayBack {

    @Override
    public Method method() {
        return Method.FULL_RESTORE;
    }

    @Override
    public Optional<String> impossible(Situation here) {
        return Optional.of("The switch to a newly restored server is not built in this version.");
    }

    @Override
    public String loses(Situation here) {
        return "Every write since the dump.";
    }
}
