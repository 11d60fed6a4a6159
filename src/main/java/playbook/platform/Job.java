package playbook.platform;

import java.time.Duration;
import java.util.Map;
import playbook.incident.Target;

/**
 * Long work to be done near a target's storage, outside this JVM.
 *
 * @param name made from incident, step and attempt; starting the same name again finds the first start
 * @param command what runs
 * @param environment parameters of a script; never a secret
 * @param input document for a worker (it becomes {@code input.json}), empty for a script
 * @param deadline after this the platform ends it
 */
public record Job(
        String name, Target target, Command command, Map<String, String> environment, String input, Duration deadline) {

    /** What a job runs. */
    public sealed interface Command {
        /** A script from the class path, for example {@code playbook/restore/restore-base.sh}. */
        record Script(String resource) implements Command {}

        /** A task of the product's own worker, by its name. */
        record Worker(String task) implements Command {}
    }
}
