package playbook.incident;

/**
 * A base backup that lies, checked against its manifest, beside the patient.
 *
 * @param backup its id
 * @param reused it was already there, whole and never started
 */
public record RestoredBase(String backup, String dataDirectory, long bytes, String systemIdentifier, boolean reused) {}
