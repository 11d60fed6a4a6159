package playbook.incident;

import java.util.List;

/**
 * The tables that the culprit dropped, as they were just before it, and the database's definitions at that moment.
 *
 * @param tables empty when it dropped views or the like only
 */
public record LostTables(List<LostTable> tables, SchemaFingerprint schema) {

    /** @param checksum digest over all rows, whatever their order */
    public record LostTable(TableName table, long oid, long rows, String checksum) {}
}
