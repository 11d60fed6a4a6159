package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * Hints about who did what; statistics, never evidence. A part without {@code rows} says why in {@code notAvailable}.
 */
public record StatementList(Part statements, Part transactions, Part replicas, Part corruption, Instant measuredAt) {

    /** How {@code corruption} names what the server itself counted; its query has the same words. */
    public static final String WRONG_CHECKSUM = "pages with a wrong checksum, ";

    /** The server counted pages with a wrong checksum in that database or in the tables that all databases share. */
    public boolean damagedPages(String database) {
        return corruption.rows().stream()
                .map(row -> row.get(0))
                .anyMatch(sign ->
                        sign.equals(WRONG_CHECKSUM + database) || sign.equals(WRONG_CHECKSUM + "shared tables"));
    }

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
