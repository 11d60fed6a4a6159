package playbook.incident;

/**
 * The process instance that is the response to an incident; other instances with the incident's key are not part of the
 * response.
 *
 * @param id the process instance's id in the engine
 */
public record ResponseInstance(String id) {}
