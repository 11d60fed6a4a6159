package playbook.platform;

import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of a job's log: the newest progress, and the last lines without the progress lines. */
public record JobLog(long done, long total, String unit, String tail) {

    private static final Pattern PROGRESS = Pattern.compile("progress (\\d+) (-?\\d+) (\\S*)");
    private static final int TAIL_LINES = 40;
    private static final int LINE_CHARACTERS = 500;

    public static JobLog of(String text) {
        long done = -1;
        long total = -1;
        String unit = "";
        ArrayDeque<String> tail = new ArrayDeque<>();
        for (String line : text.lines().toList()) {
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
}
