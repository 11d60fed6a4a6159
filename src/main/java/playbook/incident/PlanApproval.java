package playbook.incident;

/**
 * The decision on one plan.
 *
 * @param planHash the plan that was shown and is current
 */
public record PlanApproval(boolean approved, String planHash, String note, String decidedBy) {}
