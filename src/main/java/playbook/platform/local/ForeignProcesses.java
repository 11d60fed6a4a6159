package playbook.platform.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import playbook.incident.Await;

/** Processes of this machine that are no children of ours: found, and ended. */
public final class ForeignProcesses {

    static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** A process that waits for a processor in the middle of that stays so for as long. */
    private static final Duration BECOMES_ANOTHER = Duration.ofSeconds(3);

    private static final Duration AT_ONCE = Duration.ofMillis(2);

    private ForeignProcesses() {}

    /** Whether it runs with this variable in the environment it was started with. */
    public static boolean hasEnvironment(long pid, String name, String value) {
        return runs(pid)
                && started(pid, "environ")
                        .filter(environment -> ("\0" + environment).contains("\0" + name + "=" + value + "\0"))
                        .isPresent();
    }

    /** Whether it runs and was started with this argument. */
    public static boolean hasArgument(long pid, String argument) {
        return runs(pid)
                && started(pid, "cmdline")
                        .filter(arguments -> ("\0" + arguments).contains("\0" + argument + "\0"))
                        .isPresent();
    }

    /** Its arguments, separated by spaces; empty when it is gone. */
    public static String command(long pid) {
        return runs(pid) ? started(pid, "cmdline").orElse("").replace('\0', ' ') : "";
    }

    /** With what it was started. For a moment, while it becomes another program (exec), that is empty: then this looks again. */
    private static Optional<String> started(long pid, String file) {
        return Await.until(
                text -> text.filter(String::isEmpty).isEmpty() || !runs(pid),
                BECOMES_ANOTHER,
                AT_ONCE,
                () -> ProcFiles.text(pid, file));
    }

    private static boolean runs(long pid) {
        return ProcFiles.stat(pid).filter(ProcessStat::running).isPresent();
    }

    /** Living processes of the session that this one leads. */
    static List<Long> sessionOf(long leader) {
        return ProcFiles.pids().stream()
                .filter(each -> ProcFiles.stat(each)
                        .filter(stat -> stat.session() == leader && stat.running())
                        .isPresent())
                .toList();
    }

    /** Living processes of this name whose working folder is this one; those of other users only root sees. */
    static List<Long> inFolder(Path folder, String name) {
        return ProcFiles.pids().stream()
                .filter(pid -> ProcFiles.text(pid, "comm")
                        .filter(comm -> comm.strip().equals(name))
                        .isPresent())
                .filter(ForeignProcesses::runs)
                .filter(pid -> ProcFiles.worksIn(pid, folder))
                .sorted()
                .toList();
    }

    /** Asks them to end, waits, ends them; returns when all are gone. */
    public static void end(Supplier<List<Long>> processes, Duration patience) {
        processes.get().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        if (!gone(processes, patience)) {
            long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            do {
                processes.get().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException("processes " + processes.get()
                            + " did not end within 10 s of SIGKILL.\nHINT: state D in ps means that they wait for a"
                            + " disk; look at the storage");
                }
            } while (!gone(processes, Duration.ofMillis(200)));
        }
    }

    private static boolean gone(Supplier<List<Long>> processes, Duration patience) {
        return Await.until(List::isEmpty, patience, LOOK_AGAIN, processes::get).isEmpty();
    }
}
