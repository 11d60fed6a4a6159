package playbook.incident;

/**
 * The archives from which dropped tables and columns are made anew.
 *
 * @param definitionsSha256 of all definitions just before the culprit
 * @param rowsSha256 of the dropped tables' rows
 * @param tables how many dropped tables have their rows in it
 * @param altered how many tables have the values of their lost columns in it
 */
public record TableArchives(
        String folder, long bytes, String definitionsSha256, String rowsSha256, long tables, long altered) {}
