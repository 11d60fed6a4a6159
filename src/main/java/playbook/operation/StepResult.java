package playbook.operation;

/**
 * What a short step observed.
 *
 * @param outcome name of a constant of the step's outcome enum; gateways compare it
 * @param finding a record, kept as evidence and, as JSON, in the process
 */
public record StepResult(String outcome, Object finding) {}
