package playbook.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A folder as a storage's snapshot would keep it: no process that writes there moves while it is copied. */
public final class CrashCopy {

    private CrashCopy() {}

    /** @param postmaster number of the server's first process */
    public static void ofServer(long postmaster, Path from, Path to) {
        ProcessHandle first = ProcessHandle.of(postmaster).orElseThrow();
        take(() -> Stream.concat(Stream.of(first), first.descendants()).toList(), from, to);
    }

    /** @param writers asked again until nobody new has come; the first one starts the others */
    public static void take(Supplier<List<ProcessHandle>> writers, Path from, Path to) {
        List<Long> stopped = new ArrayList<>();
        try {
            Set<Long> found = pids(writers.get());
            while (!stopped.containsAll(found)) {
                found.removeAll(stopped);
                signal("-STOP", found);
                stopped.addAll(found);
                found = pids(writers.get());
            }
            Awaitility.await()
                    .pollInterval(java.time.Duration.ofMillis(5))
                    .until(() -> stopped.stream().allMatch(CrashCopy::stands));
            run(List.of("cp", "-a", "--reflink=auto", "-T", from.toString(), to.toString()));
        } finally {
            signal("-CONT", stopped);
        }
    }

    private static Set<Long> pids(List<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static boolean stands(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .matches("(?s)\\d+ \\(.*\\) [TZX] .*");
        } catch (IOException gone) {
            return true;
        }
    }

    /** One that has ended meanwhile is no reason to fail. */
    private static void signal(String signal, java.util.Collection<Long> pids) {
        pids.forEach(pid -> {
            try {
                new ProcessBuilder("kill", signal, Long.toString(pid))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static void run(List<String> argv) {
        try {
            int code = new ProcessBuilder(argv).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(argv + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
