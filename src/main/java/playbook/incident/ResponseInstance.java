package playbook.incident;

/**
 * The one process instance that answers an incident; other instances that carry the incident's key are no part of the
 * response.
 *
 * @param id of the engine
 */
public record ResponseInstance(String id) {}
