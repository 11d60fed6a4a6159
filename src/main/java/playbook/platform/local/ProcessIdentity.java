package playbook.platform.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process told apart by more than its number, which the system gives again.
 *
 * @param start clock ticks since boot
 */
public record ProcessIdentity(long pid, long start, String boot) {

    /** Reads what {@code run.sh} wrote. */
    public static Optional<ProcessIdentity> read(Path file) {
        return TextFile.read(file)
                .map(line -> line.strip().split(" ", -1))
                .filter(parts -> parts.length == 3)
                .map(parts -> new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
    }

    boolean alive() {
        return sameBoot()
                && ProcFiles.stat(pid)
                        .filter(stat -> stat.start() == start)
                        .filter(ProcessStat::running)
                        .isPresent();
    }

    /** Living processes of the session this process began, also after its own end. */
    public List<Long> session() {
        boolean another =
                ProcFiles.stat(pid).filter(stat -> stat.start() != start).isPresent();
        return another || !sameBoot() ? List.of() : ForeignProcesses.sessionOf(pid);
    }

    private boolean sameBoot() {
        return ProcFiles.boot().filter(boot::equals).isPresent();
    }
}
