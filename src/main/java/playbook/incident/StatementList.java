package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * Hints about who did what, from statistics; they are not evidence. A part without {@code rows} gives the reason in
 * {@code notAvailable}.
 */
public record StatementList(Part statements, Part transactions, Part replicas, Part corruption, Instant measuredAt) {

    /**
     * Beginning of the line in {@code corruption} for checksum failures that the server counted; its query uses the
     * same words.
     */
    public static final String WRONG_CHECKSUM = "pages with a wrong checksum, ";

    /** Whether the server counted pages with a wrong checksum in that database or in the shared catalogs. */
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
