package playbook.platform.local;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The log of a replica: lines that begin with a time, and lines that go on with the one before. */
final class ApplicationLog {

    private ApplicationLog() {}

    /** A line without a time belongs to the last one before it that has one; before any, it counts. */
    static List<String> errors(Path log, String marker, Instant since) {
        List<String> errors = new ArrayList<>();
        Instant at = Instant.MAX;
        for (String line : TextFile.read(log).orElse("").lines().toList()) {
            int space = line.indexOf(' ');
            try {
                at = space > 0 ? Instant.parse(line.substring(0, space)) : at;
            } catch (DateTimeException noTime) {
                // A continuation line.
            }
            if (line.contains(marker) && !at.isBefore(since)) {
                errors.add(line);
            }
        }
        return errors;
    }
}
