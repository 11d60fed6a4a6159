package playbook.validate;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.Target;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.Platforms;
import playbook.platform.Targets;

/** The one replica that may run while the fence is up. */
@Component
class TestReplica {

    /** @param wal WAL position before the fence was opened for the replica */
    record Before(ApplicationState application, @Nullable Lsn wal) {}

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Platforms platforms;
    private final Targets targets;
    private final Duration patience;

    @org.springframework.beans.factory.annotation.Autowired
    TestReplica(Platforms platforms, Targets targets) {
        this(platforms, targets, Duration.ofSeconds(15));
    }

    TestReplica(Platforms platforms, Targets targets, Duration patience) {
        this.platforms = platforms;
        this.targets = targets;
        this.patience = patience;
    }

    /** False when the target has no application, so that there is nothing to test with. */
    boolean isConfigured(Target target) {
        return targets.checks(target).hasApplication();
    }

    /** The state to report when there is no application. */
    static ApplicationState none() {
        return new ApplicationState("none configured", 0, 0, false);
    }

    String application(Target target) {
        return targets.checks(target).application();
    }

    private Applications applications(Target target) {
        return platforms.of(target).applications();
    }

    ApplicationState look(Target target) {
        String name = application(target);
        return applications(target).look(target).stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "there is no application '" + name + "' of " + target.label(),
                        "does playbook.targets." + target.name()
                                + ".checks.application name one of its applications?"));
    }

    boolean isUp(Target target) {
        ApplicationState state = look(target);
        return state.testMode()
                && state.running() == 1
                && applications(target).addresses(target, state.name()).size() == 1;
    }

    boolean isGone(Target target) {
        ApplicationState state = look(target);
        return !state.testMode() && state.running() == 0;
    }

    /** Scales the application and waits for the wished state; throws with the state seen when the time is over. */
    void scale(Target target, int replicas, boolean testMode, Predicate<Target> wished) {
        String name = application(target);
        applications(target).scale(target, name, replicas, testMode);
        if (!Await.until(so -> so, patience, BETWEEN_LOOKS, () -> wished.test(target))) {
            throw new HintedException(
                    name + " should run " + replicas + (replicas == 1 ? " replica" : " replicas")
                            + (testMode ? " in test mode" : "") + "; after " + patience.toSeconds() + " s "
                            + look(target).words(),
                    "look into the application's log; the step is tried again.");
        }
    }
}
