package playbook.assess;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;
import playbook.incident.Resource;
import playbook.incident.StatementList;
import playbook.incident.StatementList.Part;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.postgres.Connections;
import playbook.postgres.Reached;

/** A3 and A5: collects hints from the server's statistics and its log, without reading a user table. */
@Component
class ListStatements implements ShortStep {

    /** The step has only one outcome. */
    enum Outcome {
        LISTED
    }

    @Override
    public String name() {
        return "listStatements";
    }

    @Override
    public StepResult run(Incident incident) {
        return StepResult.of(Outcome.LISTED, list(incident));
    }

    StatementList list(Incident incident) {
        Optional<String> gone = Reached.look(incident.target());
        if (gone.isPresent()) {
            return new StatementList(
                    Part.missing("pg_stat_statements", gone.get()),
                    Part.missing("pg_stat_database", gone.get()),
                    Part.missing("pg_stat_replication", gone.get()),
                    Part.missing("pg_stat_database, pg_index", gone.get()),
                    Instant.now());
        }
        try (Connection session = Connections.open(incident.target())) {
            try (Statement statement = session.createStatement()) {
                statement.execute("set statement_timeout = '4s'");
            }
            return new StatementList(
                    statements(session),
                    part(session, "pg_stat_database", "transactions.sql", "the server keeps no statistics"),
                    part(session, "pg_stat_replication", "replicas.sql", "no replica is connected"),
                    part(session, "pg_stat_database, pg_index", "corruption.sql", "no sign of corruption was seen"),
                    Instant.now());
        } catch (SQLException e) {
            throw new IllegalStateException("closing a session failed: " + e.getMessage(), e);
        }
    }

    private static Part statements(Connection session) {
        String schema;
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("""
                        select n.nspname
                        from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
                        where e.extname = 'pg_stat_statements'
                        """)) {
            schema = row.next() ? statement.enquoteIdentifier(row.getString(1), true) : "";
        } catch (SQLException e) {
            return Part.missing("pg_stat_statements", String.valueOf(e.getMessage()));
        }
        Part fromStatistics = schema.isEmpty()
                ? Part.missing("pg_stat_statements", "the extension is not installed in this database")
                : query(
                        session,
                        "pg_stat_statements",
                        Resource.text("playbook/assess/statements.sql").replace("%extension_schema%", schema),
                        "it has seen no such statement");
        return fromStatistics.notAvailable().isEmpty()
                ? fromStatistics
                : ServerLog.statements(session, fromStatistics.notAvailable());
    }

    private static Part part(Connection session, String source, String file, String whenEmpty) {
        return query(session, source, Resource.text("playbook/assess/" + file), whenEmpty);
    }

    private static Part query(Connection session, String source, String sql, String whenEmpty) {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            ResultSetMetaData head = row.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= head.getColumnCount(); i++) {
                columns.add(head.getColumnLabel(i));
            }
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    String cell = row.getString(i);
                    cells.add(cell == null ? "" : cell);
                }
                rows.add(cells);
            }
            return rows.isEmpty() ? Part.missing(source, whenEmpty) : new Part(source, columns, rows, "");
        } catch (SQLException e) {
            return Part.missing(source, String.valueOf(e.getMessage()));
        }
    }
}
