package playbook.incident;

/**
 * How a person goes on with a step that failed.
 *
 * @param step its activity, or the long work's own name
 * @param phase of the response then
 * @param order what was answered in the form
 */
public record FailedStepOrder(String step, String phase, String order, String by) {}
