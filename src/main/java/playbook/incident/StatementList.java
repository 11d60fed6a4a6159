package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * Hints about who did what; statistics, never evidence. A part without {@code rows} says why in {@code notAvailable}.
 */
public record StatementList(Part statements, Part transactions, Part replicas, Part corruption, Instant measuredAt) {

    /**
     * A table for people.
     *
     * @param notAvailable empty when it is available
     */
    public record Part(String source, List<String> columns, List<List<String>> rows, String notAvailable) {

        public static Part missing(String source, String why) {
            return new Part(source, List.of(), List.of(), why);
        }
    }
}
