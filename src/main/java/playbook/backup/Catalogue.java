package playbook.backup;

import java.util.List;

/**
 * What a place with backups holds.
 *
 * @param usable oldest first
 * @param unusable in words, each with its name or path
 */
public record Catalogue<T>(List<T> usable, List<String> unusable) {}
