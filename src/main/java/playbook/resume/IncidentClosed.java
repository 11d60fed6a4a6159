package playbook.resume;

import java.time.Instant;
import java.util.List;

/**
 * The last finding of an incident.
 *
 * @param seconds from the report to the end
 * @param findings number of findings from which the report is made
 * @param givenBackByHand changes that no step undid but a person did, as was seen
 * @param staysChanged what intentionally stays changed, and what people must do about it
 */
public record IncidentClosed(
        Instant closedAt,
        long seconds,
        String report,
        String reportSha256,
        List<String> findings,
        List<String> givenBackByHand,
        List<String> staysChanged) {}
