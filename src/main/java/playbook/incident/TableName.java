package playbook.incident;

/** A table by schema and name, as the catalog spells them (unquoted, case kept). */
public record TableName(String schema, String name) {

    /** Stands in the place of a schema when neither a catalog nor the WAL gives a file its name. */
    public static final String UNNAMED_SCHEMA = "(unknown)";

    /** Whether the table is in a schema that the playbook made itself, and so holds nobody's data. */
    public boolean ofThePlaybook() {
        return schema.startsWith("playbook_");
    }

    /** For people; never for SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
