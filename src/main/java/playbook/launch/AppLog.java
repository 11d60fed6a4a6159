package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The application's log, read for the reason why it did not start. */
final class AppLog {

    private static final Pattern TROUBLE = Pattern.compile("APPLICATION FAILED|^Description|^Action|HINT|ERROR");
    private static final int LINES_AFTER = 3;
    private static final int LINES = 20;

    private AppLog() {}

    /** Each line of trouble with those after it, the last ones; each begins with a line end. */
    static String trouble(Path log) {
        List<String> lines;
        try {
            lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
        List<String> trouble = new ArrayList<>();
        int after = 0;
        for (String line : lines) {
            after = TROUBLE.matcher(line).find() ? LINES_AFTER + 1 : after - 1;
            if (after > 0) {
                trouble.add("\n" + line);
            }
        }
        return String.join("", trouble.subList(Math.max(0, trouble.size() - LINES), trouble.size()));
    }
}
