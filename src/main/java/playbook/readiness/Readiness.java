package playbook.readiness;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.Jobs;

/** B5: reads everything a response on a target would need, and changes nothing. */
@Component
public class Readiness {

    private final Jobs jobs;
    private final Applications applications;

    Readiness(Jobs jobs, Applications applications) {
        this.jobs = jobs;
        this.applications = applications;
    }

    public List<Probe> look(Target target) {
        ServerProbes.Server server = ServerProbes.look(target);
        List<Probe> probes = new ArrayList<>(server.probes());
        probes.addAll(new MachineProbes(jobs).look(target, server.databaseBytes(), server.major()));
        probes.addAll(applications(target));
        return probes;
    }

    private List<Probe> applications(Target target) {
        try {
            List<Probe> probes = applications.look(target).stream()
                    .map(state -> Probe.found(
                            "application " + state.name(), state.running() + " of " + state.wanted() + " replicas run"))
                    .toList();
            return probes.isEmpty()
                    ? List.of(Probe.weak(
                            "applications",
                            "none configured",
                            "nothing is stopped then, the fence alone keeps writers out"))
                    : probes;
        } catch (RuntimeException e) {
            return List.of(Probe.missing(
                    "applications", String.valueOf(e.getMessage()), "correct applications of target " + target.name()));
        }
    }
}
