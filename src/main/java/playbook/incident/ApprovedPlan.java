package playbook.incident;

import java.time.Instant;

/** A person's approval, bound to exactly one plan by its hash. */
public record ApprovedPlan(String hash, String by, Instant at) {}
