package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;

/** Foreign processes of this machine, told apart by more than their number, which the system gives again. */
final class Processes {

    static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** A process by number, start (clock ticks since boot) and boot. */
    record Identity(long pid, long start, String boot) {

        /** Reads what {@code run.sh} wrote. */
        static Optional<Identity> read(Path file) {
            return text(file)
                    .map(line -> line.strip().split(" ", -1))
                    .filter(parts -> parts.length == 3)
                    .map(parts -> new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
        }

        boolean alive() {
            return sameBoot()
                    && stat(pid)
                            .filter(stat -> stat.start == start)
                            .filter(Stat::running)
                            .isPresent();
        }

        /** Living processes of the session this process began, also after its own end. */
        List<Long> session() {
            Optional<Stat> leader = stat(pid);
            if (!sameBoot() || (leader.isPresent() && leader.get().start != start)) {
                return List.of();
            }
            return pids().stream()
                    .filter(each -> stat(each)
                            .filter(stat -> stat.session == pid && stat.running())
                            .isPresent())
                    .toList();
        }

        private boolean sameBoot() {
            return text(PROC.resolve("sys/kernel/random/boot_id"))
                    .map(String::strip)
                    .filter(boot::equals)
                    .isPresent();
        }
    }

    /** @param state R, S, D, T, or Z for a dead one whose parent has not asked for its exit code */
    private record Stat(char state, long session, long start) {

        boolean running() {
            return state != 'Z' && state != 'X';
        }
    }

    /** Asks them to end, waits, ends them; returns when all are gone. */
    static void end(java.util.function.Supplier<List<Long>> processes, Duration patience) {
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

    private static boolean gone(java.util.function.Supplier<List<Long>> processes, Duration patience) {
        return Await.until(List::isEmpty, patience, LOOK_AGAIN, processes::get).isEmpty();
    }

    /** Whether it runs with this variable in the environment it was started with. */
    static boolean hasEnvironment(long pid, String name, String value) {
        return stat(pid).filter(Stat::running).isPresent()
                && text(PROC.resolve(Long.toString(pid)).resolve("environ"))
                        .filter(environment -> ("\0" + environment).contains("\0" + name + "=" + value + "\0"))
                        .isPresent();
    }

    /** Living processes of the session that this one leads. */
    static List<Long> sessionOf(long leader) {
        return pids().stream()
                .filter(each -> stat(each)
                        .filter(stat -> stat.session == leader && stat.running())
                        .isPresent())
                .toList();
    }

    /** Living processes of this name whose working folder is this one; those of other users only root sees. */
    static List<Long> inFolder(Path folder, String name) {
        return pids().stream()
                .filter(pid -> text(PROC.resolve(Long.toString(pid)).resolve("comm"))
                        .filter(comm -> comm.strip().equals(name))
                        .isPresent())
                .filter(pid -> stat(pid).filter(Stat::running).isPresent())
                .filter(pid -> worksIn(pid, folder))
                .sorted()
                .toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.isSameFile(PROC.resolve(Long.toString(pid)).resolve("cwd"), folder);
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list /proc", e);
        }
        return pids;
    }

    /** proc(5): the name in parentheses may hold anything, so the fields are counted from the last one. */
    private static Optional<Stat> stat(long pid) {
        return text(PROC.resolve(Long.toString(pid)).resolve("stat")).map(line -> {
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return new Stat(fields[0].charAt(0), Long.parseLong(fields[3]), Long.parseLong(fields[19]));
        });
    }

    /** Empty when there is no such file, also when it vanishes while it is read, as in /proc. */
    static Optional<String> text(@Nullable Path file) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                    .filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
