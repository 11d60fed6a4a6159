package playbook.platform.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of a job's log: the newest progress line, and the last lines for people, without progress. */
record JobLog(long done, long total, String unit, String tail) {

    private static final Pattern PROGRESS = Pattern.compile("progress (\\d+) (-?\\d+) (\\S*)");
    private static final int READ_BYTES = 256 * 1024;
    private static final int TAIL_LINES = 40;
    private static final int LINE_CHARACTERS = 500;

    static JobLog read(Path file) {
        long done = -1;
        long total = -1;
        String unit = "";
        ArrayDeque<String> tail = new ArrayDeque<>();
        for (String line : end(file).lines().toList()) {
            Matcher progress = PROGRESS.matcher(line);
            if (progress.matches()) {
                done = Long.parseLong(progress.group(1));
                total = Long.parseLong(progress.group(2));
                unit = progress.group(3);
            } else if (!line.isEmpty()) {
                tail.add(line.length() > LINE_CHARACTERS ? line.substring(0, LINE_CHARACTERS) + "…" : line);
                if (tail.size() > TAIL_LINES) {
                    tail.remove();
                }
            }
        }
        return new JobLog(done, total, unit, String.join("\n", tail));
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
