package playbook.incident;

/** The way back that the DBA chose, as the server saw it. */
public record StrategyChoice(String strategy, String reason, String chosenBy) {}
