package playbook.incident;

/** A table by schema and name, as the catalog spells them (unquoted, case kept). */
public record TableName(String schema, String name) {

    /** Used as the schema when neither the catalog nor the WAL gives the name of a file's table. */
    public static final String UNNAMED_SCHEMA = "(unknown)";

    /** Whether the table is in one of the playbook's own schemas, and so holds no customer data. */
    public boolean ofThePlaybook() {
        return schema.startsWith("playbook_");
    }

    /** For people; never for SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
