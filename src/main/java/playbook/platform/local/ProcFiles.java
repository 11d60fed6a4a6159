package playbook.platform.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What /proc tells of this machine's processes, see proc(5). */
final class ProcFiles {

    private static final Path PROC = Path.of("/proc");

    private ProcFiles() {}

    /** Of the file that /proc has of this process, for example {@code comm}; empty when the process is gone. */
    static Optional<String> text(long pid, String file) {
        return TextFile.read(PROC.resolve(Long.toString(pid)).resolve(file));
    }

    /** Tells one start of the machine from the next. */
    static Optional<String> boot() {
        return TextFile.read(PROC.resolve("sys/kernel/random/boot_id")).map(String::strip);
    }

    static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list /proc", e);
        }
        return pids;
    }

    /** The name in parentheses may hold anything, so the fields are counted from the last one. */
    static Optional<ProcessStat> stat(long pid) {
        return text(pid, "stat").map(line -> {
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return new ProcessStat(fields[0].charAt(0), Long.parseLong(fields[3]), Long.parseLong(fields[19]));
        });
    }

    static boolean worksIn(long pid, Path folder) {
        try {
            return Files.isSameFile(PROC.resolve(Long.toString(pid)).resolve("cwd"), folder);
        } catch (IOException gone) {
            return false;
        }
    }
}
