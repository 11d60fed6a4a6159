package playbook.incident;

/** A table by schema and name, as the catalog spells them (unquoted, case kept). */
public record TableName(String schema, String name) {

    /** For people; never for SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
