package playbook.platform;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import playbook.incident.Target;

/** Stops, starts and inspects the applications that use a target's database. */
public interface Applications {

    /** All configured applications, in the order in which they are started. */
    List<ApplicationState> look(Target target);

    /**
     * Sets the wanted number of replicas and test mode, and returns at once; {@link #look} tells when they are reached.
     */
    void scale(Target target, String application, int replicas, boolean testMode);

    /** Base addresses of the running replicas. */
    List<URI> addresses(Target target, String application);

    /** Log lines of all replicas since then, with the error marker of the configuration. */
    List<String> errorsSince(Target target, String application, Instant since);

    /** Whether there is a data test to run: this one, or one that the application's own deployment names. */
    default boolean hasDataTest(Target target, String application, List<String> argv) {
        return !argv.isEmpty();
    }

    /** An application's wanted and running replicas. */
    record ApplicationState(String name, int wanted, int running, boolean testMode) {

        /** For people, after its name or in place of it. */
        public String words() {
            return running + " of " + wanted + " wanted " + (wanted == 1 ? "replica" : "replicas")
                    + (running == 1 ? " runs" : " run") + (testMode ? " in test mode" : "");
        }
    }
}
