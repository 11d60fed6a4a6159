package playbook.incident;

import java.time.Instant;

/**
 * One loss of data on one target.
 *
 * @param key business key, for example {@code DL-2026-0001}
 * @param reportedAt when the report was accepted; every duration of the incident counts from here
 * @param reportedBy the authenticated user who reported it
 * @param noticedAt when somebody first saw the loss, at or before {@code reportedAt}
 */
public record Incident(String key, Target target, Instant reportedAt, String reportedBy, Instant noticedAt) {}
