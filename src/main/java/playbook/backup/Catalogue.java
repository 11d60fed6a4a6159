package playbook.backup;

import java.util.List;

/**
 * The backups that one folder or repository holds.
 *
 * @param usable oldest first
 * @param unusable one text for each unusable backup, with its name or path
 */
public record Catalogue<T>(List<T> usable, List<String> unusable) {}
