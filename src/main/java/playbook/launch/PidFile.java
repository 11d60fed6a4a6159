package playbook.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import playbook.platform.local.ForeignProcesses;

/** A file whose first line is a process number. The system gives a number again, after a reboot at the latest. */
final class PidFile {

    private PidFile() {}

    /** 0 when the file is not there or holds no number. */
    static long read(Path file) {
        String line = firstLine(file);
        return line.matches("\\d{1,18}") ? Long.parseLong(line) : 0;
    }

    /** The process of the file, when it was started with this argument. */
    static Optional<ProcessHandle> running(Path file, String argument) {
        long pid = read(file);
        return pid > 0 && ForeignProcesses.hasArgument(pid, argument) ? ProcessHandle.of(pid) : Optional.empty();
    }

    /** Empty when the file is not there, or may not be read. */
    static String firstLine(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() ? "" : lines.get(0).strip();
        } catch (IOException none) {
            return "";
        }
    }
}
