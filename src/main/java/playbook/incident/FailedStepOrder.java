package playbook.incident;

/**
 * A person's decision about a step that failed.
 *
 * @param step the failed activity's id, or the long operation's name
 * @param phase phase of the response when the step failed
 * @param order the answer in the form
 */
public record FailedStepOrder(String step, String phase, String order, String by) {}
