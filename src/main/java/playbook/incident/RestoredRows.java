package playbook.incident;

/**
 * What the recovered server held at its stop, read before it took anybody's place.
 *
 * @param counts every table's rows and digest
 * @param schema everything the schema consisted of
 */
public record RestoredRows(RowCounts counts, SchemaFingerprint schema) {}
