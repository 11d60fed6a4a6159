package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * What the recovered server held at its stop, read before it replaced the live server.
 *
 * @param counts every table's rows and digest
 * @param schema fingerprint of its schema
 * @param defects its defects, which existed before the loss too; null in records of former versions
 */
public record RestoredRows(
        RowCounts counts,
        SchemaFingerprint schema,
        @Nullable Defects defects) {}
