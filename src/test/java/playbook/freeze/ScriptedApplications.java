package playbook.freeze;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Target;
import playbook.platform.Applications;

/** Applications that obey at once, unless they are stubborn. */
public final class ScriptedApplications implements Applications {

    private final Map<String, ApplicationState> states = new LinkedHashMap<>();
    public final List<String> calls = new ArrayList<>();
    public final List<String> errors = new ArrayList<>();
    public boolean stubborn;

    public ScriptedApplications with(String name, int replicas, boolean testMode) {
        states.put(name, new ApplicationState(name, replicas, replicas, testMode));
        return this;
    }

    /** Somebody deleted it. */
    public void without(String name) {
        states.remove(name);
    }

    @Override
    public List<ApplicationState> look(Target target) {
        return List.copyOf(states.values());
    }

    @Override
    public void scale(Target target, String application, int replicas, boolean testMode) {
        calls.add(application + " " + replicas);
        states.compute(
                application,
                (name, now) -> new ApplicationState(
                        name, replicas, stubborn && now != null ? now.running() : replicas, testMode));
    }

    @Override
    public List<URI> addresses(Target target, String application) {
        return List.of();
    }

    @Override
    public List<String> errorsSince(Target target, String application, Instant since) {
        return List.copyOf(errors);
    }
}
