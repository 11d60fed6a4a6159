package playbook.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.Target;

/**
 * A job: work that runs on a machine with the target's storage, outside this JVM.
 *
 * @param name made from incident, step and attempt; starting the same name again finds the first start
 * @param command what runs
 * @param environment parameters of a script; never a secret
 * @param input document for a worker (it becomes {@code input.json}), empty for a script
 * @param deadline time after which the platform ends the job
 * @param writes the target's storage that the job writes; in Kubernetes the other storage is mounted read-only
 * @param group group of jobs of which at most one runs for an incident; null for no group
 * @param volume the job's own volume, made from a snapshot of the data volume; null for none
 */
public record Job(
        String name,
        Target target,
        Command command,
        Map<String, String> environment,
        String input,
        Duration deadline,
        Set<Storage> writes,
        @Nullable Group group,
        @Nullable SnapshotVolume volume) {

    private Job(
            String name,
            Target target,
            Command command,
            Map<String, String> environment,
            String input,
            Duration deadline) {
        this(name, target, command, environment, input, deadline, Set.of(), null, null);
    }

    /** @param resource the script, on the class path */
    public static Job script(
            String name, Target target, String resource, Map<String, String> environment, Duration deadline) {
        return new Job(name, target, new Command.Script(resource), environment, "", deadline);
    }

    /**
     * A task of the product's own worker.
     *
     * @param input JSON
     */
    public static Job worker(String name, Target target, String task, String input, Duration deadline) {
        return new Job(name, target, new Command.Worker(task), Map.of(), input, deadline);
    }

    /** @param argv empty for the one that the deployment on this machine names */
    public static Job inApplication(
            String name, Target target, String application, List<String> argv, Duration deadline) {
        return new Job(name, target, new Command.InApplication(application, argv), Map.of(), "", deadline);
    }

    public Job writing(Storage... storage) {
        return new Job(name, target, command, environment, input, deadline, Set.of(storage), group, volume);
    }

    /** The same job in a group. A server that an earlier job of the group left running is stopped first. */
    public Job inGroup(String group) {
        return new Job(name, target, command, environment, input, deadline, writes, new Group(group, 0), volume);
    }

    /**
     * The same job, whose script leaves a server running and writes its process id to {@code PLAYBOOK_JOB/serving}. On
     * one machine the server simply stays; in Kubernetes the pod stays with it, until the next job of the group or
     * {@link Jobs#endServing}.
     *
     * @param port the server's port in Kubernetes; on one machine the script chooses a free port
     */
    public Job serving(String group, int port) {
        return new Job(name, target, command, environment, input, deadline, writes, new Group(group, port), volume);
    }

    public Job withEnvironment(Map<String, String> environment) {
        return new Job(name, target, command, environment, input, deadline, writes, group, volume);
    }

    /** Only where {@link Snapshots#whyNot} is empty. */
    public Job on(SnapshotVolume volume) {
        return new Job(name, target, command, environment, input, deadline, writes, group, volume);
    }

    /** What runs in a job. */
    public sealed interface Command {
        /** A script from the class path, for example {@code playbook/restore/restore-base.sh}. */
        record Script(String resource) implements Command {

            /** Functions shared by all scripts; a copy is beside each script as {@code lib.sh}. */
            public static final String LIBRARY = "playbook/platform/lib.sh";
        }

        /** A task of the product's own worker, by its name. */
        record Worker(String task) implements Command {}

        /**
         * A command of the application, with the configuration of its running replicas and without the playbook's own
         * rights. Whatever the command's exit code, the job succeeds and its result is {@code {"exitCode": n}}; the
         * command's output is the job's log.
         *
         * @param argv empty for the one that the deployment on this machine names
         */
        record InApplication(String application, List<String> argv) implements Command {}
    }

    /** Storage of the target that jobs find in their environment. The work folder may always be written. */
    public enum Storage {
        DATA,
        ARCHIVE,
        BACKUPS
    }

    /**
     * A group of jobs that work on the same data directory, one after the other.
     *
     * @param port port of the server that the job leaves running, 0 for none
     */
    public record Group(String name, int port) {

        public boolean serves() {
            return port > 0;
        }
    }

    /**
     * A volume made from a snapshot of the data volume.
     *
     * @param snapshot name of the snapshot
     */
    public record SnapshotVolume(String snapshot, Use use) {

        public enum Use {
            /** Takes the snapshot, then continues like {@link #LOOK}. */
            TAKE,
            /** A read-only volume that is deleted with the job; its data directory is {@code PLAYBOOK_COPY}. */
            LOOK,
            /**
             * A new volume for the side instance, with the data directory {@code PLAYBOOK_SIDE}; it is kept after the
             * job.
             */
            BEGIN,
            /** The volume that {@link #BEGIN} made. */
            GO_ON
        }
    }
}
