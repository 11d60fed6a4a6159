package playbook.incident;

/**
 * One row as people name it.
 *
 * @param key its key as the plan lists it; of a table without a key all its values, {@code (1,x)}; of identical rows all
 */
public record RowKey(TableName table, String key) {

    /** For people: {@code users: 700}. */
    public String words() {
        return LargeObjects.spoken(table) + ": " + key;
    }
}
