package playbook.incident;

import java.util.List;

/** The exact effect of the culprit on rows. */
public record RowDifference(List<TableDifference> tables) {}
