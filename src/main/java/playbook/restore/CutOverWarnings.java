package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.incident.Target;
import playbook.postgres.Connections;

/** Warnings before a cut-over: what else is lost, and what will not work at once. */
record CutOverWarnings(Target target, Connection session) {

    /** Names and OIDs of the server's other databases. */
    static final String OTHER_DATABASES = """
            SELECT datname, oid FROM pg_catalog.pg_database
            WHERE datname <> pg_catalog.current_database() AND datallowconn AND NOT datistemplate ORDER BY datname
            """;

    List<String> all() throws SQLException {
        List<String> warnings = new ArrayList<>(unlogged(session, ""));
        for (List<String> other : Catalog.rows(session, OTHER_DATABASES)) {
            String database = other.get(0);
            try (Connection there = Connections.open(target, database)) {
                warnings.addAll(unlogged(there, " in database " + database));
            } catch (HintedException closed) {
                warnings.add(
                        "Whether database " + database + " has unlogged tables, whose rows are lost, is not known: "
                                + Figures.plain(String.valueOf(closed.getMessage())));
            }
        }
        Catalog.rows(session, Resource.text("playbook/restore/lost-with-the-server.sql"))
                .forEach(row -> warnings.add(row.get(0)));
        if (!Catalog.rows(session, "SELECT 1 FROM pg_catalog.pg_stat_replication WHERE application_name <> 'playbook'")
                .isEmpty()) {
            warnings.add("Standbys stream from this server: they can't follow it back and must be built anew.");
        }
        String synchronous = Catalog.text(session, "SELECT pg_catalog.current_setting('synchronous_standby_names')");
        if (!synchronous.isEmpty()) {
            warnings.add("synchronous_standby_names is '" + synchronous
                    + "': commits will wait until such a standby is built anew.");
        }
        return warnings;
    }

    private static List<String> unlogged(Connection session, String where) throws SQLException {
        List<String> warnings = new ArrayList<>();
        for (List<String> table : Catalog.rows(session, Resource.text("playbook/restore/unlogged-tables.sql"))) {
            long rows = Long.parseLong(Catalog.text(session, "SELECT pg_catalog.count(*) FROM ONLY " + table.get(0)));
            warnings.add(
                    "%s%s is unlogged: its %d rows are lost, the recovered server begins with none. Only a dump has them."
                            .formatted(table.get(0), where, rows));
        }
        return warnings;
    }
}
