package playbook.incident;

/**
 * One row as people name it; in a table without a key, all identical rows.
 *
 * @param key its key as the plan lists it; in a table without a key all its values, {@code (1,x)}
 */
public record RowKey(TableName table, String key) {

    /** For people: {@code users: 700}. */
    public String words() {
        return LargeObjects.spoken(table) + ": " + key;
    }
}
