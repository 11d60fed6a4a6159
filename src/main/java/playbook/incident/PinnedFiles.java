package playbook.incident;

import java.util.Map;

/**
 * Which files the damaged tables had when the culprit was confirmed; in others there are no destroyed rows.
 *
 * @param culprit its transaction id
 * @param files file number by table name
 */
public record PinnedFiles(long culprit, Map<String, String> files) {}
