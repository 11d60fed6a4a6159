package playbook.platform.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import playbook.platform.JobLog;

/** A job's log as a file: its end is enough. */
final class LogFile {

    private static final int READ_BYTES = 256 * 1024;

    private LogFile() {}

    static JobLog read(Path file) {
        return JobLog.of(end(file));
    }

    private static String end(Path file) {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            int size = (int) Math.min(length, READ_BYTES);
            byte[] bytes = new byte[size];
            log.seek(length - size);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
        } catch (IOException e) {
            return "cannot read " + file + ": " + e.getMessage();
        }
    }
}
