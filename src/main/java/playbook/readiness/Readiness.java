package playbook.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Target;
import playbook.platform.Platforms;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;
import playbook.postgres.HorizonPin;

/** B5: checks everything that a response on a target would need, and changes nothing. */
@Component
public class Readiness {

    private final Platforms platforms;
    private final Targets targets;

    Readiness(Platforms platforms, Targets targets) {
        this.platforms = platforms;
        this.targets = targets;
    }

    public List<Probe> look(Target target) {
        ServerProbes.Server server = ServerProbes.look(target);
        List<Probe> probes = new ArrayList<>(server.probes());
        platforms.of(target).inventory().look(target).stream()
                .map(item ->
                        new Probe(item.what(), Probe.State.valueOf(item.state().name()), item.found(), item.hint()))
                .forEach(probes::add);
        probes.addAll(
                new MachineProbes(platforms.of(target).jobs()).look(target, server.databaseBytes(), server.major()));
        probes.addAll(applications(target));
        dataTest(target).ifPresent(probes::add);
        leftOvers(target).ifPresent(probes::add);
        return probes;
    }

    /**
     * Replication slots of incidents on this server. A running incident needs its slots; slots of an ended incident are
     * left over and must be dropped.
     */
    private static Optional<Probe> leftOvers(Target target) {
        try {
            List<String> slots = new HorizonPin().slots(target);
            return slots.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Probe.weak(
                            "left-overs",
                            "replication slots " + String.join(", ", slots),
                            "their names tell the incident; if it has ended, drop them with"
                                    + " pg_drop_replication_slot: they keep WAL and dead rows"));
        } catch (RuntimeException unreachable) {
            return Optional.empty(); // ServerProbes reports this.
        }
    }

    /** The application's data test; empty without an application. */
    private Optional<Probe> dataTest(Target target) {
        TargetChecks checks = targets.checks(target);
        if (!checks.hasApplication()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    platforms
                                    .of(target)
                                    .applications()
                                    .hasDataTest(target, checks.application(), checks.integrityCommand())
                            ? Probe.found("data test", "of " + checks.application())
                            : Probe.weak(
                                    "data test",
                                    "none of " + checks.application(),
                                    "only the playbook's own checks look at the recovered data: set"
                                            + " checks.integrity-command, or integrityCommand in deployment.json"));
        } catch (RuntimeException unreadable) {
            return Optional.empty(); // The probe of the applications reports this.
        }
    }

    private List<Probe> applications(Target target) {
        try {
            List<Probe> probes = platforms.of(target).applications().look(target).stream()
                    .map(state -> Probe.found(
                            "application " + state.name(), state.running() + " of " + state.wanted() + " replicas run"))
                    .toList();
            return probes.isEmpty()
                    ? List.of(Probe.weak(
                            "applications",
                            "none configured",
                            "no application is stopped then; only the fence keeps writers out"))
                    : probes;
        } catch (RuntimeException e) {
            return List.of(Probe.missing(
                    "applications", String.valueOf(e.getMessage()), "correct applications of target " + target.name()));
        }
    }
}
