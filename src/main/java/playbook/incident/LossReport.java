package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * The report of a loss.
 *
 * @param symptoms symptoms chosen from the form's list
 * @param tables as the reporter wrote them, may be empty
 */
public record LossReport(
        String target,
        List<String> symptoms,
        String description,
        String tables,
        Instant noticedAt,
        boolean customerData,
        String reportedBy) {}
