package playbook.incident;

/** The side instance is gone. */
public record SideInstanceRemoved(String dataDirectory) {}
