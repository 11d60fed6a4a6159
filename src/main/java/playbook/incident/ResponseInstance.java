package playbook.incident;

/**
 * The one process instance that answers an incident; whatever else runs under the incident's key is none of it.
 *
 * @param id of the engine
 */
public record ResponseInstance(String id) {}
