package playbook.incident;

import java.util.Map;

/**
 * The damaged tables' files when the culprit was confirmed; only these files hold the destroyed rows.
 *
 * @param culprit its transaction id
 * @param files file number by table name
 */
public record PinnedFiles(long culprit, Map<String, String> files) {}
