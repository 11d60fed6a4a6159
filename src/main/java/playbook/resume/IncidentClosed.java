package playbook.resume;

import java.time.Instant;
import java.util.List;

/**
 * The last word on an incident.
 *
 * @param seconds from the report to the end
 * @param findings what the report is made from
 * @param givenBackByHand what no step of ours gave back and was seen to be as before all the same
 * @param staysChanged what is another way than before on purpose, and what people do about it
 */
public record IncidentClosed(
        Instant closedAt,
        long seconds,
        String report,
        String reportSha256,
        List<String> findings,
        List<String> givenBackByHand,
        List<String> staysChanged) {}
