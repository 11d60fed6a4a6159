package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * What the recovered server held at its stop, read before it took anybody's place.
 *
 * @param counts every table's rows and digest
 * @param schema everything the schema consisted of
 * @param defects what did not hold in it, as before the loss; null in records of former versions
 */
public record RestoredRows(
        RowCounts counts,
        SchemaFingerprint schema,
        @Nullable Defects defects) {}
